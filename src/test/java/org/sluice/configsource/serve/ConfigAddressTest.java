package org.sluice.configsource.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.configsource.form.FlatForm;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

class ConfigAddressTest {

  private static void assertAddress(
      ConfigAddress address, String application, String profile, String label, String path) {
    assertThat(address.question().application()).isEqualTo(application);
    assertThat(address.question().profile()).isEqualTo(profile);
    assertThat(address.question().label()).isEqualTo(label);
    assertThat(address.path()).isEqualTo(path);
  }

  @Test
  void documentsAreAskedForByApplicationProfileAndLabel() {
    assertAddress(ConfigAddress.of("/shop/dev", false), "shop", "dev", null, null);
    assertAddress(ConfigAddress.of("/shop/dev,prod", false), "shop", "dev,prod", null, null);
    assertAddress(ConfigAddress.of("/shop,a/dev/main", false), "shop,a", "dev", "main", null);
    assertAddress(ConfigAddress.of("/s/d/a(_)b", false), "s", "d", "a/b", null);
    assertAddress(ConfigAddress.of("/s/d/a%2Fb", false), "s", "d", "a/b", null);
    assertAddress(ConfigAddress.of("/s/d/%C3%BC", false), "s", "d", "ü", null);
    assertThat(ConfigAddress.of("/shop/dev", false).flat()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/shop-dev.yml, shop, dev, , YAML",
    "/shop-eu-prod.yaml, shop-eu, prod, , YAML",
    "/main/shop-dev.properties, shop, dev, main, PROPERTIES",
    "/a(_)b/shop-dev.json, shop, dev, a/b, JSON",
    "/shop.eu-dev.json, shop.eu, dev, , JSON"
  })
  void theOutcomeIsAskedForByTheNameOfAFile(
      String raw, String application, String profile, String label, FlatForm form) {
    ConfigAddress address = ConfigAddress.of(raw, false);
    assertAddress(address, application, profile, label, null);
    assertThat(address.flat()).isEqualTo(form);
  }

  @Test
  void filesAreAskedForByTheirPath() {
    assertAddress(ConfigAddress.of("/s/d/main/x/y.xml", false), "s", "d", "main", "x/y.xml");
    assertAddress(ConfigAddress.of("/s/d/x.xml", true), "s", "d", null, "x.xml");
    assertAddress(ConfigAddress.of("/s/d/x/y.xml", true), "s", "d", null, "x/y.xml");
    assertAddress(
        ConfigAddress.of("/s/d/main/shop-dev.yml", false), "s", "d", "main", "shop-dev.yml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "//shop/dev",
        "/shop//dev",
        "/shop/dev/",
        "/shop/dev/..",
        "/shop/../dev",
        "/shop/%2e%2e/dev",
        "/%2e/dev",
        "/shop/dev/main/../../etc/passwd",
        "/shop/dev/main/%2e%2e/x",
        "/shop/dev/main/%2e%2e%2fx",
        "/shop/dev/main/x%2fy",
        "/shop/dev/main/..%5cx",
        "/shop%2Fx/dev",
        "/shop/dev%2Fx",
        "/shop(_)x/dev",
        "/shop/(_)",
        "/shop/dev/(_)x",
        "/shop/dev/x(_)",
        "/shop/dev/..(_)x",
        "/shop/dev/x(_)(_)y",
        "/shop/dev/(_)..(_)",
        "/shop/dev/a%00b",
        "/shop/dev%00",
        "/shop/dev/a%0Ab",
        "/shop/dev/%252F",
        "/shop/dev/a%252Fb",
        "/shop/dev/%c0%ae%c0%ae",
        "/shop/dev/%c0%af",
        "/shop/dev/%ff",
        "/shop/dev/%",
        "/shop/dev/%2",
        "/shop/dev/%zz",
        "/shop/dev/--upload-pack=x",
        "/shop/dev/-x",
        "/shop/dev/a..b",
        "/shop/dev/a:b",
        "/shop/dev/main~1",
        "/shop/dev/main%5E%7B%7D",
        "/shop/dev/a%20b",
        "/shop;x=y/dev",
        "/shop/dev;/x",
        "/sh\u00fcp/dev",
        "/shop/dev/a b"
      })
  void whatIsNoAddressIsRefused(String raw) {
    assertThatThrownBy(() -> ConfigAddress.of(raw, false))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/shop", "/shop.yml", "/application.properties"})
  void whatNothingIsServedAtIsNotFound(String raw) {
    assertThatThrownBy(() -> ConfigAddress.of(raw, false))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.NOT_FOUND));
  }
}
