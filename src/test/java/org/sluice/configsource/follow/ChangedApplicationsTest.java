package org.sluice.configsource.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedApplicationsTest {

  private static List<String> of(List<String> searchPaths, String... paths) {
    return new ChangedApplications(searchPaths).of(List.of(paths));
  }

  @Test
  void aFileMayBeForEachBeginningOfItsName() {
    assertThat(of(List.of(), "shop.yml")).containsExactly("shop");
    assertThat(of(List.of(), "conf/shop-eu-prod.properties"))
        .containsExactly("shop", "shop-eu", "shop-eu-prod");
    assertThat(of(List.of(), "shop.json", "billing.yaml")).containsExactly("billing", "shop");
  }

  @Test
  void sharedFilesAreForAll() {
    assertThat(of(List.of(), "shop.yml", "application.yml")).containsExactly("*");
    assertThat(of(List.of(), "application-prod.properties")).containsExactly("*");
    assertThat(of(List.of(), "applications.yml")).containsExactly("applications");
  }

  @Test
  void aFolderNamesItsApplication() {
    assertThat(of(List.of("apps/{application}/{profile}"), "apps/shop/prod/logback.xml"))
        .containsExactly("shop");
    assertThat(of(List.of("*/{application}"), "eu/shop/x.txt", "eu/shop.txt"))
        .containsExactly("shop");
    assertThat(of(List.of("{application}"), "README.md")).isEmpty();
  }
}
