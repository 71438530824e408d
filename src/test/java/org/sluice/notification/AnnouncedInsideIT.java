package org.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.job.HeaderSignIn;
import org.sluice.notification.channel.ChannelService;
import org.sluice.notification.channel.ChannelView;
import org.sluice.notification.channel.NewChannel;
import org.sluice.notification.post.ChannelKind;
import org.sluice.platform.Ids;
import org.sluice.platform.Notice;
import org.sluice.rest.PageQuery;
import org.sluice.testing.Waiting;
import org.sluice.testing.WebhookReceiver;
import org.sluice.testing.WebhookSecret;

/** What transactions add to notices, inside a server. */
@ExtendWith(ArquillianExtension.class)
class AnnouncedInsideIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Deployment
  static WebArchive application() {
    File built = new File(System.getProperty("sluice.test.target", "target"));
    return ShrinkWrap.create(WebArchive.class, "notices.war")
        .addPackages(true, "org.sluice.failure", "org.sluice.platform", "org.sluice.rest")
        .addPackages(true, "org.sluice.egress", "org.sluice.vault", "org.sluice.audit")
        .addPackages(true, "org.sluice.notification")
        .addPackages(true, "org.sluice.identity")
        // The real sign-in would turn away what runs the tests.
        .deleteClass("org.sluice.identity.signin.SignInMechanism")
        .deleteClass("org.sluice.identity.signin.RefusedSignIn")
        .deleteClass("org.sluice.identity.signin.CallerProducer")
        .addClasses(HeaderSignIn.class, Waiting.class, WebhookReceiver.class, WebhookSecret.class)
        .addAsResource(new File(built, "classes/db"), "db")
        .addAsResource(new File(built, "classes/META-INF/services"), "META-INF/services")
        .addAsResource(
            new File(built, "classes/META-INF/persistence.xml"), "META-INF/persistence.xml")
        .addAsWebInfResource(new File("webapp/WEB-INF/beans.xml"))
        .addAsWebInfResource(new File("webapp/WEB-INF/payara-web.xml"))
        .addAsLibraries(new File(built, "sluice/WEB-INF/lib").listFiles(AnnouncedInsideIT::needed))
        .addAsLibraries(
            new File(
                org.assertj.core.api.Assertions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath()));
  }

  private static boolean needed(File library) {
    return library
        .getName()
        .matches(
            "(h2|postgresql|flyway|jackson|slf4j|micrometer|prometheus|Hdr|Latency|http|sshd).*\\.jar");
  }

  @Inject private Announcer announcer;
  @Inject private NoticeService notices;
  @Inject private NoticeStore store;
  @Inject private ChannelService channels;

  private String mark;

  @BeforeEach
  void allowLoopback() {
    mark = "m" + Long.toString(System.nanoTime(), 36);
    System.setProperty("sluice.transports", "https,http");
    System.setProperty("sluice.egress.allow", "127.0.0.1/32");
  }

  @AfterEach
  void allowNoMore() {
    System.clearProperty("sluice.transports");
    System.clearProperty("sluice.egress.allow");
  }

  private Notice about(String subject) {
    return Notice.error("mirror-failed", mark + "/" + subject, "It failed.");
  }

  private List<String> told(Caller reader) {
    PageQuery found =
        new PageQuery(1, 200, List.of(new PageQuery.Sort("subject", false)), mark, Map.of());
    return notices.list(reader, found).items().stream().map(NoticeView::subject).toList();
  }

  private void awaitTold(int count) {
    Waiting.until(
        count + " notices are told",
        PATIENCE,
        () -> told(Caller.sluice()),
        seen -> seen.size() == count && store.countAnnounced() == 0);
  }

  @Test
  void aNoticeOfATransactionThatIsRolledBackIsNeverHeard() {
    announcer.rolledBack(about("never"));
    announcer.committed(List.of(about("kept")));
    awaitTold(1);
    assertThat(told(Caller.sluice())).containsExactly(mark + "/kept");
    assertThat(store.countAnnounced()).isZero();
  }

  @Test
  void aNoticeOutsideOfAnyTransactionIsToldToo() {
    announcer.outside(about("outside"));
    awaitTold(1);
  }

  @Test
  void theSameTransitionFromManyTransactionsAtOnceIsOneNotice() throws Exception {
    Notice notice = about("once").once("once:" + mark);
    ExecutorService rooms = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> announced = new ArrayList<>();
      for (int n = 0; n < 24; n++) {
        announced.add(rooms.submit(() -> announcer.committed(List.of(notice))));
      }
      for (Future<?> each : announced) {
        each.get();
      }
    } finally {
      rooms.shutdownNow();
    }
    awaitTold(1);
    announcer.committed(List.of(notice, about("other")));
    awaitTold(2);
  }

  @Test
  void aNoticeOfANamespaceIsSeenByItsMembersAndCountedForThem() {
    UUID team = Ids.next();
    announcer.committed(List.of(about("private").in(team), about("system")));
    awaitTold(2);
    Caller member = reader(Map.of(team, NamespaceRole.VIEWER));
    assertThat(told(member)).containsExactly(mark + "/private");
    assertThat(told(reader(Map.of(Ids.next(), NamespaceRole.MAINTAINER)))).isEmpty();
    assertThat(notices.unread(member)).isEqualTo(1);
    announcer.committed(List.of(about("second").in(team)));
    awaitTold(3);
    // Said after the row is there; well before the remembered number would be too old by itself.
    Waiting.until(
        "what is remembered is counted anew",
        Duration.ofSeconds(10),
        () -> notices.unread(member) == 2);
  }

  private static Caller reader(Map<UUID, NamespaceRole> memberships) {
    return new Caller(Ids.next(), "ben", false, Set.of(Scope.READ), memberships, null);
  }

  @Test
  void aBurstReachesAChannelAsOneMessage() {
    try (WebhookReceiver hooks = WebhookReceiver.start()) {
      ChannelView channel =
          channels.create(
              Caller.sluice(),
              new NewChannel(
                  mark,
                  ChannelKind.WEBHOOK,
                  true,
                  List.of("mirror-*"),
                  null,
                  null,
                  null,
                  hooks.url("/burst")));
      announcer.committed(IntStream.range(0, 150).mapToObj(n -> about("burst-" + n)).toList());
      awaitTold(150);
      List<WebhookReceiver.Post> posts =
          Waiting.until(
              "the message arrives",
              PATIENCE,
              () -> hooks.posts("/burst"),
              seen -> !seen.isEmpty());
      assertThat(posts).hasSize(1);
      assertThat(posts.get(0).json().path("type").asText()).isEqualTo("digest");
      assertThat(posts.get(0).json().path("data").path("total").asInt()).isEqualTo(150);
      assertThat(posts.get(0).signedBy(channel.secret())).isEqualTo(1);
      channels.delete(Caller.sluice(), channel.id(), null);
    }
  }
}
