package org.sluice.identity.user;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sluice.identity.UserService;
import org.sluice.identity.token.TokenText;
import org.sluice.platform.settings.Settings;

/**
 * Makes the first administrator at the very first start and says once how he signs in.
 *
 * <p>The words go straight to the standard output of the process and past every log, since a log is
 * kept and sent around.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@TransactionManagement(TransactionManagementType.BEAN)
public class FirstAdministrator {

  /** Name of the first administrator. */
  public static final String NAME = "admin";

  private static final int GENERATED_LENGTH = 20;

  @Inject private UserService users;
  @Inject private Settings settings;

  @PostConstruct
  void make() {
    if (!users.isEmpty()) {
      return;
    }
    Optional<String> given = settings.adminPassword();
    given
        .flatMap(password -> Passwords.problem(password, NAME))
        .ifPresent(
            problem -> {
              throw new IllegalStateException(
                  "Sluice cannot start: SLUICE_ADMIN_PASSWORD " + problem);
            });
    String password = given.orElseGet(() -> TokenText.random(GENERATED_LENGTH));
    if (users.createFirst(NAME, password)) {
      say(
          given.isPresent()
              ? "as set by SLUICE_ADMIN_PASSWORD"
              : password + "   (shown this once)");
    }
  }

  // The stream stays open: it is the process's own standard output.
  @SuppressWarnings("resource")
  private void say(String password) {
    String line = "=".repeat(64);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    out.println(
        String.join(
            System.lineSeparator(),
            "",
            line,
            "  Welcome to Sluice. Sign in for the first time:",
            "",
            "    Address   http://localhost:" + settings.httpPort() + "/",
            "    User      " + NAME,
            "    Password  " + password,
            line,
            ""));
  }
}
