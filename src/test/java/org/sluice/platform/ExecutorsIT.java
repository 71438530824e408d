package org.sluice.platform;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.io.File;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a task may share with the call that submitted it, inside a server. */
@ExtendWith(ArquillianExtension.class)
class ExecutorsIT {

  @Deployment
  static WebArchive application() {
    File built = new File(System.getProperty("sluice.test.target", "target"));
    return ShrinkWrap.create(WebArchive.class, "executors.war")
        .addPackages(true, "org.sluice.failure", "org.sluice.platform", "org.sluice.rest")
        .addPackages(true, "org.sluice.vault")
        .addAsResource(new File(built, "classes/db"), "db")
        .addAsResource(new File(built, "classes/META-INF/services"), "META-INF/services")
        .addAsResource(
            new File(built, "classes/META-INF/persistence.xml"), "META-INF/persistence.xml")
        .addAsWebInfResource(new File("webapp/WEB-INF/beans.xml"))
        .addAsWebInfResource(new File("webapp/WEB-INF/payara-web.xml"))
        .addAsLibraries(new File(built, "sluice/WEB-INF/lib").listFiles(ExecutorsIT::needed))
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
        .matches("(h2|postgresql|flyway|jackson|slf4j|micrometer|prometheus|Hdr|Latency).*\\.jar");
  }

  @Inject private ReadsBesideTasks reads;

  @Test
  void aTaskThatEndsTakesNothingFromTheCallThatSubmittedIt() {
    assertThat(reads.read()).isEqualTo(1);
  }
}
