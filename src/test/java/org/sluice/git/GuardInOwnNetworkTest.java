package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.OutInChild.REDIRECTING;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.git.OutInChild.Way;
import org.sluice.testing.Aside;

/**
 * No way out of Sluice connects to an address that the guard refuses, though all of them are there
 * and listen.
 */
@Timeout(300)
class GuardInOwnNetworkTest {

  /** Refused, and there: a connection past the guard reaches each of them. */
  private static final List<String> SPECIAL =
      List.of(
          "0.0.0.0",
          "0.1.2.3",
          "10.0.0.1",
          "10.255.255.254",
          "100.64.0.1",
          "100.127.255.254",
          "100.100.100.200",
          "127.0.0.1",
          "127.255.255.254",
          "168.63.129.16",
          "169.254.0.1",
          "169.254.169.254",
          "169.254.170.2",
          "172.16.0.1",
          "172.31.255.254",
          "192.0.0.8",
          "192.0.0.192",
          "192.0.2.1",
          "192.88.99.1",
          "192.168.0.1",
          "192.168.255.254",
          "198.18.0.1",
          "198.19.255.254",
          "198.51.100.1",
          "203.0.113.1",
          "240.0.0.1",
          "255.255.255.254",
          "[::]",
          "[::1]",
          "[::7f00:1]",
          "[::a00:1]",
          "[::ffff:0:a00:1]",
          "[64:ff9b::a00:1]",
          "[64:ff9b::a9fe:a9fe]",
          "[64:ff9b:1::a00:1]",
          "[100::1]",
          "[2001:0:a00:1::1]",
          "[2001:2::1]",
          "[2001:10::1]",
          "[2001:db8::1]",
          "[2002:a00:1::1]",
          "[2002:7f00:1::1]",
          "[3fff::1]",
          "[4000::1]",
          "[5f00::1]",
          "[fc00::1]",
          "[fd00:ec2::254]",
          "[fdff::1]",
          "[fe80::1]",
          "[fec0::1]");

  /** Refused, and nothing that a connection can be made to. */
  private static final List<String> UNREACHED =
      List.of("224.0.0.1", "239.255.255.255", "255.255.255.255", "[ff02::1]", "[ff0e::1]");

  /** What a reader of addresses may take for one that is refused. */
  private static final List<String> SPELLINGS =
      List.of(
          "167772161",
          "0xa000001",
          "0XA.0.0.0x1",
          "012.0.0.1",
          "001200000001",
          "10.1",
          "10.0.1",
          "10.0.0.01",
          "10.0.0.1.",
          "10.0.0.1..",
          "10.0.0.257",
          "2852039166",
          "[::ffff:10.0.0.1]",
          "[::ffff:a00:1]",
          "[0:0:0:0:0:FFFF:0A00:0001]",
          "[::ffff:a9fe:a9fe]",
          "[::ffff:7f00:1]",
          "[::10.0.0.1]",
          "[64:ff9b::10.0.0.1]",
          "[fe80::1%25lo]",
          "[fe80::1%lo]",
          "[fe80::1%251]",
          "[::1%251]",
          "localhost",
          "LOCALHOST",
          "localhost.",
          "11.2.3.4@10.0.0.1",
          "11.2.3.4:80@10.0.0.1",
          "user:word@10.0.0.1",
          "11.2.3.4%2f@10.0.0.1",
          "11.2.3.4\\@10.0.0.1",
          "%31%30.0.0.1",
          "10%2e0.0.1",
          "10.0.0.1%00.public.example",
          "１０.0.0.1",
          "10。0。0。1",
          "⑩.0.0.1");

  /** Names by the address that they have in this network. */
  private static final String NAMES =
      """
      127.0.0.1 localhost localhost.
      11.2.3.4 public.example
      2a00:1::1 public6.example
      10.9.9.9 moving.example
      10.9.9.9 several.example
      10.9.9.9 git.corp.example
      10.9.9.9 corp.example
      10.9.9.9 git.evil.example
      """;

  @TempDir private static Path temp;
  private static boolean withSsh;
  private static Process child;
  private static PrintStream tasks;
  private static BufferedReader answers;

  /**
   * What came of one task.
   *
   * @param outcome {@code reached}, or why not
   * @param accepted addresses to which connections were made
   */
  private record Seen(String outcome, List<String> accepted) {}

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(OwnNetwork.isPossible());
    assumeTrue(StockGitServer.isInstalled());
    withSsh = StockSshServer.isInstalled();
    StringBuilder hosts = new StringBuilder(NAMES);
    // The JDK takes a connection to 0.0.0.0 for one to the machine's own name.
    hosts.append("127.0.0.1 ").append(Files.readString(Path.of("/proc/sys/kernel/hostname")));
    for (String each : SPECIAL) {
      hosts.append(plain(each)).append(' ').append(nameOf(each)).append('\n');
    }
    Files.writeString(temp.resolve("hosts"), hosts);
    child =
        OwnNetwork.start(
            OutInChild.class,
            temp.resolve("hosts"),
            temp.resolve("child.log"),
            List.of(temp.resolve("work").toString(), String.valueOf(withSsh)));
    tasks = new PrintStream(child.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = child.inputReader(StandardCharsets.UTF_8);
    assertThat(read()).isEqualTo("ready");
  }

  @AfterAll
  static void stop() throws Exception {
    if (child != null) {
      tasks.close();
      if (!child.waitFor(30, TimeUnit.SECONDS)) {
        child.descendants().forEach(ProcessHandle::destroyForcibly);
        child.destroyForcibly();
      }
      child = null;
    }
  }

  private static String read() throws Exception {
    String line =
        Aside.supply(
                () -> {
                  try {
                    return answers.readLine();
                  } catch (IOException ended) {
                    return null;
                  }
                })
            .get(120, TimeUnit.SECONDS);
    assertThat(line).as(() -> log()).isNotNull();
    return line;
  }

  private static String log() {
    try {
      return Files.readString(temp.resolve("child.log"));
    } catch (IOException none) {
      return "no log";
    }
  }

  private static Seen ask(String... task) throws Exception {
    tasks.println(String.join("\t", task));
    String[] answer = read().split("\t", -1);
    return new Seen(
        answer[0],
        answer.length < 2 || answer[1].isEmpty() ? List.of() : List.of(answer[1].split(",")));
  }

  private static Seen go(Way way, String host) throws Exception {
    return ask(way.name(), host);
  }

  /** Another way out, that allows nothing; names that are not given are those of the system. */
  private static void names(String... names) throws Exception {
    ask("allow", "", String.join(" ", names));
  }

  private static void allow(String entries, String... names) throws Exception {
    ask("allow", entries, String.join(" ", names));
  }

  private static String plain(String host) {
    return host.replaceAll("[\\[\\]]", "");
  }

  private static String nameOf(String special) {
    return "n" + SPECIAL.indexOf(special) + ".special.example";
  }

  /** As a listener tells it. */
  private static String told(String literal) throws UnknownHostException {
    return InetAddress.getByName(plain(literal)).getHostAddress();
  }

  private static String refusal(Way way) {
    return way.isGet() ? "AddressRefused: " : way.isRedirected() ? "MOVED: " : "BLOCKED_ADDRESS: ";
  }

  private static List<String> onTheWay(Way way) {
    return way.isRedirected() ? List.of(REDIRECTING) : List.of();
  }

  private static void assertReached(Way way, String host, String... addresses) throws Exception {
    Seen seen = go(way, host);
    List<String> expected = new ArrayList<>(onTheWay(way));
    for (String each : addresses) {
      expected.add(told(each));
    }
    assertThat(seen.outcome()).as("%s %s", way, host).isEqualTo("reached");
    assertThat(seen.accepted())
        .as("%s %s", way, host)
        .containsExactlyInAnyOrderElementsOf(expected.stream().distinct().toList());
  }

  private static void assertRefused(Way way, String host) throws Exception {
    Seen seen = go(way, host);
    assertThat(seen.outcome())
        .as("%s %s", way, host)
        .startsWith(refusal(way))
        .contains("sluice.egress.allow");
    assertThat(seen.accepted()).as("%s %s", way, host).isEqualTo(onTheWay(way));
  }

  @Test
  void everythingThatIsRefusedIsThereAndListens() throws Exception {
    for (String each : SPECIAL) {
      Seen seen = ask("dial", plain(each));
      assertThat(seen.outcome()).as(each).isEqualTo("reached");
      assertThat(seen.accepted()).as(each).hasSize(1);
    }
    assertThat(ask("dial", "10.0.0.1").accepted()).containsExactly("10.0.0.1");
    assertThat(ask("dial", "fd00:ec2::254").accepted()).containsExactly(told("fd00:ec2::254"));
  }

  @ParameterizedTest
  @EnumSource
  void publicAddressIsReached(Way way) throws Exception {
    assumeTrue(withSsh || way != Way.SYNC_SSH);
    names();
    assertReached(way, "11.2.3.4", "11.2.3.4");
    assertReached(way, "[2a00:1::1]", "2a00:1::1");
    names();
    assertReached(way, "public.example", "11.2.3.4");
  }

  @ParameterizedTest
  @EnumSource
  void noSpecialAddressIsConnectedTo(Way way) throws Exception {
    names();
    for (String each : SPECIAL) {
      assertRefused(way, each);
    }
    for (String each : UNREACHED) {
      assertRefused(way, each);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noNameLeadsToASpecialAddress(Way way) throws Exception {
    names();
    for (String each : SPECIAL) {
      assertRefused(way, nameOf(each));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noSpellingOfASpecialAddressIsConnectedTo(Way way) throws Exception {
    names();
    for (String each : SPELLINGS) {
      Seen seen = go(way, each);
      // What is no URL at all does not come as far as to be refused by the guard.
      assertThat(seen.outcome())
          .as("%s %s", way, each)
          .matches((way.isGet() ? "\\S+Exception: .*|" : "") + refusal(way) + ".*");
      assertThat(seen.accepted()).as("%s %s", way, each).isEqualTo(onTheWay(way));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noNameLeadsToAMappedOrALinkLocalAddress(Way way) throws Exception {
    names("mapped.example=::ffff:10.9.9.9", "link.example=fe80::1%lo");
    assertRefused(way, "mapped.example");
    assertRefused(way, "link.example");
  }

  @ParameterizedTest
  @EnumSource(names = {"GET_HTTP", "GET_HTTPS", "SYNC_SSH"})
  void aNameThatMovesIsCheckedAtEachConnection(Way way) throws Exception {
    assumeTrue(withSsh || way != Way.SYNC_SSH);
    // The system, should anybody ask it, knows the second address only.
    names("moving.example=11.2.3.4;10.9.9.9");
    assertReached(way, "moving.example", "11.2.3.4");
    assertRefused(way, "moving.example");
    assertRefused(way, "moving.example");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SYNC_HTTP",
        "SYNC_HTTPS",
        "PUSH_HTTP",
        "PUSH_HTTPS",
        "SYNC_REDIRECTED",
        "SYNC_REDIRECTED_TLS",
        "PUSH_REDIRECTED"
      })
  void aNameThatMovesBetweenTwoRequestsIsLeft(Way way) throws Exception {
    ask("commit");
    // Each request has a connection of its own here.
    names("moving.example=11.2.3.4;10.9.9.9");
    Seen seen = go(way, "moving.example");
    assertThat(seen.outcome()).startsWith(refusal(way)).contains("moving.example is a private");
    assertThat(seen.accepted()).containsExactly("11.2.3.4");
    assertRefused(way, "moving.example");
  }

  @Test
  void aKeptConnectionStaysWhereItWasCheckedAndTheNextIsCheckedAgain() throws Exception {
    names("moving.example=11.2.3.4;10.9.9.9");
    assertReached(Way.SYNC_KEPT, "moving.example", "11.2.3.4");
    assertReached(Way.GET_KEPT, "moving.example");
    assertReached(Way.SYNC_KEPT, "moving.example");
    ask("hang up");
    assertRefused(Way.GET_KEPT, "moving.example");
    assertRefused(Way.SYNC_KEPT, "moving.example");
  }

  @Test
  void aRequestThatGoesOutOnceMoreIsCheckedAgain() throws Exception {
    names("moving.example=11.2.3.4;10.9.9.9");
    assertReached(Way.GET_TWICE, "moving.example", "11.2.3.4");
    assertRefused(Way.GET_TWICE, "moving.example");
    // It does go out once more where it may.
    names("moving.example=11.2.3.4;2a00:1::1");
    assertReached(Way.GET_TWICE, "moving.example", "11.2.3.4");
    assertReached(Way.GET_TWICE, "moving.example", "2a00:1::1");
  }

  @ParameterizedTest
  @EnumSource
  void ofSeveralAddressesOnlyThoseThatPassAreConnectedTo(Way way) throws Exception {
    assumeTrue(withSsh || way != Way.SYNC_SSH);
    for (String[] each :
        new String[][] {
          {"10.9.9.9,11.2.3.4", "11.2.3.4"},
          {"11.2.3.4,10.9.9.9", "11.2.3.4"},
          {"fd00::9,11.2.3.4", "11.2.3.4"},
          {"10.9.9.9,2a00:1::1", "2a00:1::1"},
          {"fd00::9,::1,2a00:1::1,169.254.169.254", "2a00:1::1"},
          {"::ffff:10.9.9.9,11.2.3.4", "11.2.3.4"},
          // The first that passes cannot be reached.
          {"11.0.0.1,10.9.9.9,2a00:1::1", "2a00:1::1"},
          {"2a00:dead::1,fd00::9,11.2.3.4", "11.2.3.4"}
        }) {
      names("several.example=" + each[0]);
      assertReached(way, "several.example", each[1]);
    }
    names("several.example=10.9.9.9,fd00::9");
    assertRefused(way, "several.example");
    names("several.example=11.0.0.1,10.9.9.9,2a00:dead::1,fd00::9");
    Seen seen = go(way, "several.example");
    assertThat(seen.outcome()).contains(way.isGet() ? "NoRouteToHost" : "NETWORK: ");
    assertThat(seen.accepted()).isEqualTo(onTheWay(way));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAllowedIsReachedAndItsNeighbourIsNot(Way way) throws Exception {
    assumeTrue(withSsh || way != Way.SYNC_SSH);
    String allowed = "10.1.0.0/16,fd00:1::/32,*.corp.example";
    allow(allowed);
    assertReached(way, "10.1.2.3", "10.1.2.3");
    assertRefused(way, "10.0.255.255");
    assertRefused(way, "10.2.0.0");
    assertReached(way, "[fd00:1::1]", "fd00:1::1");
    assertRefused(way, "[fd00:2::1]");
    assertRefused(way, "[fd00::1:1]");
    assertReached(way, "git.corp.example", "10.9.9.9");
    assertRefused(way, "corp.example");
    assertRefused(way, "git.evil.example");
    assertRefused(way, "10.9.9.9");
    // What a name leads to counts, not the name.
    allow(
        allowed,
        "public.example=10.1.2.3",
        "moving.example=10.2.2.3",
        "mapped.example=::ffff:10.1.2.3");
    assertReached(way, "public.example", "10.1.2.3");
    assertRefused(way, "moving.example");
    assertRefused(way, "mapped.example");
  }
}
