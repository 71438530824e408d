package org.sluice.console.configuration;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.omnifaces.util.Faces;
import org.sluice.configsource.compare.AskedSource;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;

/** Which application the address of a source's page asks about. */
@Named
@RequestScoped
public class AskedApplication {

  @Inject private Caller caller;
  @Inject private Refusals refusals;

  /** A parameter of the address; null if it is empty. */
  static String given(String name) {
    String value = Faces.getRequestParameter(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Its name; null if none is asked for. */
  public String getName() {
    return given("application");
  }

  /** Its profiles. */
  public String getProfile() {
    String profile = given("profile");
    return profile == null ? "default" : profile;
  }

  /** The question as the room that answers takes it. */
  AskedSource asked() {
    return new AskedSource(caller, given("name"), getName(), getProfile());
  }

  /** Why it is not answered, a sentence for each thing that is wrong. */
  List<String> words(DomainException refusal) {
    return refusal.kind() == FailureKind.INVALID
        ? refusal.errors().stream().map(each -> each.field() + ": " + refusals.words(each)).toList()
        : List.of(refusals.words(refusal));
  }
}
