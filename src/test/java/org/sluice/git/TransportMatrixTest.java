package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.egress.Outbound;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.GitCredential;
import org.sluice.git.remote.GitKey;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/** Every change of an upstream, over every transport, from stock servers. */
class TransportMatrixTest {

  private static final String USER = "bot";
  private static final String PASSWORD = "pass:wörd of the bot";
  private static final String TOKEN = "glpat-0123456789abcdef";
  private static final String PASSPHRASE = "correct horse";

  @TempDir private static Path temp;

  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static TlsFront basic;
  private static TlsFront token;
  private static StockGitServer plain;
  private static StockSshServer ssh;
  private static SshPrivateKey ed25519;
  private static SshPrivateKey rsa;
  private static SshPrivateKey ecdsa;
  private static GitSync sync;

  enum Way {
    HTTPS_BASIC {
      @Override
      SyncRequest request(String name) {
        return of(
            basic.url("/git/" + name), new UpstreamAccess(new GitCredential(USER, PASSWORD)), name);
      }
    },
    HTTPS_TOKEN {
      @Override
      SyncRequest request(String name) {
        return of(
            token.url("/git/" + name), new UpstreamAccess(new GitCredential("", TOKEN)), name);
      }
    },
    SSH_ED25519 {
      @Override
      SyncRequest request(String name) throws IOException {
        return of(ssh.url(served(name)), access(ed25519), name);
      }
    },
    SSH_RSA_WITH_PASSPHRASE {
      @Override
      SyncRequest request(String name) throws IOException {
        return of(ssh.url(served(name)), access(rsa), name);
      }
    },
    SSH_ECDSA {
      @Override
      SyncRequest request(String name) throws IOException {
        return of(ssh.url(served(name)), access(ecdsa), name);
      }
    },
    HTTP_WITH_301 {
      @Override
      SyncRequest request(String name) {
        return of(plain.movedUrl(name), UpstreamAccess.ANONYMOUS, name);
      }
    };

    abstract SyncRequest request(String name) throws IOException;

    boolean isSsh() {
      return name().startsWith("SSH");
    }

    boolean isHere() {
      return isSsh() ? StockSshServer.isInstalled() : StockGitServer.isInstalled();
    }

    static UpstreamAccess access(SshPrivateKey key) throws IOException {
      return new UpstreamAccess(new GitKey("", key), List.of(ssh.hostKey()));
    }

    static SyncRequest of(String url, UpstreamAccess access, String name) {
      return new SyncRequest(
          temp.resolve("mirrors").resolve(name),
          url,
          access,
          RefRules.ALL,
          SyncLimits.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(2)));
    }
  }

  enum Change {
    FIRST_CLONE(0, 0, 0, 0, false) {
      @Override
      void make(Path upstream) {
        // What it has is all new.
      }
    },
    NO_OP(0, 0, 0, 0, false) {
      @Override
      void make(Path upstream) {
        // It stays as it is.
      }
    },
    FAST_FORWARD(1, 1, 0, 0, false) {
      @Override
      void make(Path upstream) throws IOException {
        commit(upstream, "main", "one more");
        commit(upstream, "fresh", "a new branch");
      }
    },
    FORCE(0, 0, 1, 0, false) {
      @Override
      void make(Path upstream) throws IOException {
        git(upstream, "update-ref", "refs/heads/feature/f20", "main~25");
        commit(upstream, "feature/f20", "another history");
      }
    },
    DELETE(0, 0, 0, 2, false) {
      @Override
      void make(Path upstream) throws IOException {
        git(upstream, "tag", "-d", "v10");
        git(upstream, "branch", "-D", "feature/f20");
      }
    },
    HEAD_MOVED(0, 0, 0, 0, true) {
      @Override
      void make(Path upstream) throws IOException {
        git(upstream, "symbolic-ref", "HEAD", "refs/heads/feature/f20");
      }
    };

    final SyncOutcome.RefChanges expected;

    Change(int created, int forward, int forced, int deleted, boolean head) {
      expected = new SyncOutcome.RefChanges(created, forward, forced, deleted, head);
    }

    abstract void make(Path upstream) throws IOException;
  }

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(temp.resolve("served"));
    Outbound outbound;
    if (StockGitServer.isInstalled()) {
      Path served = temp.resolve("served");
      basic = open(TlsFront.before(open(StockGitServer.start(served, USER, PASSWORD)).port()));
      token = open(TlsFront.before(open(StockGitServer.start(served, "git", TOKEN)).port()));
      plain = open(StockGitServer.start(served));
      Path authorities = temp.resolve("authorities.pem");
      Files.writeString(authorities, basic.certificate() + token.certificate());
      outbound = Outbound.allowing(List.of("127.0.0.1/32"), authorities);
    } else {
      outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    }
    open(outbound);
    if (StockSshServer.isInstalled()) {
      ed25519 = SshPrivateKey.generate();
      rsa =
          SshPrivateKey.read(
              "privateKey",
              StockSshServer.keygen(temp.resolve("rsa"), "rsa", PASSPHRASE),
              "passphrase",
              PASSPHRASE);
      ecdsa =
          SshPrivateKey.read(
              "privateKey",
              StockSshServer.keygen(temp.resolve("ecdsa"), "ecdsa", ""),
              "passphrase",
              null);
      ssh = open(StockSshServer.start(ed25519, rsa, ecdsa));
    }
    sync = open(new GitSync(outbound, Set.of("https", "http", "ssh")));
  }

  private static <T extends AutoCloseable> T open(T opened) {
    OPEN.add(0, opened);
    return opened;
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : OPEN) {
      each.close();
    }
    OPEN.clear();
  }

  private static Path served(String name) {
    return temp.resolve("served").resolve(name);
  }

  static Stream<Arguments> cells() {
    return EnumSet.allOf(Way.class).stream()
        .flatMap(
            way -> EnumSet.allOf(Change.class).stream().map(change -> Arguments.of(way, change)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cells")
  void everyChangeArrivesOverEveryTransport(Way way, Change change) throws Exception {
    assumeTrue(way.isHere());
    String name = (way + "-" + change + ".git").toLowerCase();
    Path upstream = served(name);
    GitCommand.generate(upstream, 40, way.ordinal() * 10 + change.ordinal());
    SyncRequest request = way.request(name);

    SyncOutcome first = sync(request);
    assertThat(first.first()).isTrue();
    assertThat(first.refs().created()).isEqualTo(first.refCount()).isEqualTo(1 + 2 + 4);
    assertThat(first.bytes()).isPositive();
    assertThat(first.movedTo()).isEqualTo(way == Way.HTTP_WITH_301 ? plain.url(name) : null);
    if (change != Change.FIRST_CLONE) {
      change.make(upstream);
      SyncOutcome outcome = sync(request);
      assertThat(outcome.first()).isFalse();
      assertThat(outcome.refs()).isEqualTo(change.expected);
      assertThat(outcome.changed()).isEqualTo(change != Change.NO_OP);
      boolean objects = change == Change.FAST_FORWARD || change == Change.FORCE;
      assertThat(outcome.objects() > 0).isEqualTo(objects);
    }
    assertEqual(request.folder(), upstream);
  }

  private static SyncOutcome sync(SyncRequest request) throws SyncFailure {
    return sync.sync(request, (phase, fraction, bytes) -> {}, new Cancellation());
  }

  private static void assertEqual(Path mirror, Path upstream) throws IOException {
    assertThat(refs(mirror)).isEqualTo(refs(upstream)).isNotEmpty();
    assertThat(git(mirror, "symbolic-ref", "HEAD"))
        .isEqualTo(git(upstream, "symbolic-ref", "HEAD"));
    git(mirror, "fsck", "--full", "--strict");
  }

  private static Set<String> refs(Path bare) throws IOException {
    return git(bare, "for-each-ref", "--format=%(objectname) %(refname)")
        .lines()
        .filter(line -> !line.contains(" refs/sluice/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
