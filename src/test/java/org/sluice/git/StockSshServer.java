package org.sluice.git;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.disk.BareMirror;
import org.sluice.testing.FreePort;

/**
 * The SSH peer of the tests: the system's {@code sshd} on an ephemeral port of 127.0.0.1, with a
 * host key of its own, that runs nothing but {@code git-shell} unless told otherwise.
 */
public final class StockSshServer implements AutoCloseable {

  private static final Path SERVER = Path.of("/usr/sbin/sshd");
  private static final Path SEPARATION = Path.of("/run/sshd");

  private final Path work;
  private final int port;
  private final String command;
  private Process process;

  private StockSshServer(Path work, int port, String command) {
    this.work = work;
    this.port = port;
    this.command = command;
  }

  /** Whether the machine has what is needed; says so on standard output if not. */
  public static boolean isInstalled() {
    boolean installed =
        Files.isExecutable(SERVER) && System.getProperty("user.name").equals("root");
    if (!installed) {
      System.out.println("SKIPPED: sshd is not installed, or the tests do not run as root");
    }
    return installed;
  }

  /** Lets in whoever has one of the keys, to every repository of this machine. */
  public static StockSshServer start(SshPrivateKey... letIn) throws IOException {
    return running("git-shell -c \"$SSH_ORIGINAL_COMMAND\"", letIn);
  }

  /** Lets in whoever has one of the keys, and runs that command whatever it is asked for. */
  static StockSshServer running(String command, SshPrivateKey... letIn) throws IOException {
    Path work = Files.createTempDirectory("stock-ssh-server");
    Files.createDirectories(SEPARATION);
    Files.setPosixFilePermissions(SEPARATION, PosixFilePermissions.fromString("rwxr-xr-x"));
    StringBuilder keys = new StringBuilder();
    for (SshPrivateKey each : letIn) {
      keys.append(each.publicLine()).append('\n');
    }
    Files.writeString(work.resolve("keys"), keys);
    for (int attempt = 0; ; attempt++) {
      StockSshServer server = new StockSshServer(work, FreePort.next(), command);
      server.changeHostKey("ed25519");
      if (server.launch()) {
        return server;
      }
      // Somebody else took the port in between.
      server.kill();
      if (attempt == 5) {
        throw new IOException(Files.readString(work.resolve("server.log")));
      }
    }
  }

  private boolean launch() throws IOException {
    Path config = work.resolve("sshd_config");
    Files.writeString(
        config,
        """
        ListenAddress 127.0.0.1:%d
        HostKey %s/host
        PidFile none
        AuthorizedKeysFile %s/keys
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        StrictModes no
        PermitRootLogin yes
        AcceptEnv GIT_PROTOCOL
        ForceCommand %s
        MaxStartups 200
        LogLevel VERBOSE
        """
            .formatted(port, work, work, command));
    process =
        new ProcessBuilder(SERVER.toString(), "-D", "-e", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve("server.log").toFile()))
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        return process.isAlive();
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
    return false;
  }

  private void changeHostKey(String type) throws IOException {
    for (String name : List.of("host", "host.pub")) {
      Files.deleteIfExists(work.resolve(name));
    }
    keygen(work.resolve("host"), type, "");
  }

  /** Lets in one more key, as a line of {@code authorized_keys}. */
  public void letIn(String publicLine) throws IOException {
    Files.writeString(work.resolve("keys"), publicLine + "\n", StandardOpenOption.APPEND);
  }

  /** Starts it again on the same port with a new host key of that type. */
  public void restartWithKey(String type) throws IOException {
    kill();
    changeHostKey(type);
    if (!launch()) {
      throw new IOException(Files.readString(work.resolve("server.log")));
    }
  }

  /** Ends it and every connection at once. */
  public void kill() {
    if (process != null) {
      List<ProcessHandle> family = process.descendants().toList();
      process.destroyForcibly();
      family.forEach(ProcessHandle::destroyForcibly);
      process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  /**
   * Makes a key as people do.
   *
   * @return the text of its file
   */
  public static String keygen(Path file, String type, String passphrase) throws IOException {
    List<String> command =
        List.of(
            "ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString());
    Process made = new ProcessBuilder(command).inheritIO().start();
    try {
      if (made.waitFor() != 0) {
        throw new IOException(command + " failed");
      }
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
    return Files.readString(file);
  }

  /** The key by which it shows itself now. */
  public SshHostKey hostKey() throws IOException {
    String[] parts = Files.readString(work.resolve("host.pub")).split(" ");
    return new SshHostKey(parts[0], parts[1].strip());
  }

  /** Clone URL of a repository on this machine. */
  public String url(Path bare) {
    return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + bare;
  }

  /** Port that it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    kill();
    BareMirror.delete(work);
  }
}
