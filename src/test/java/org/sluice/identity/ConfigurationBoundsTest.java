package org.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sluice.failure.FieldError;
import org.sluice.identity.token.ApiToken;
import org.sluice.identity.token.TokenText;

class ConfigurationBoundsTest {

  private static final String RULE =
      "must be 1 to 50 names of up to 100 letters, digits and -_.+@, in which * stands for any";

  private static List<FieldError> problems(List<String> sources, List<String> applications) {
    return new ConfigurationBounds(sources, applications).problems();
  }

  @Test
  void sourceAndApplicationMustBothBeNamed() {
    ConfigurationBounds bounds =
        new ConfigurationBounds(List.of("shop-*"), List.of("web", "billing-*"));
    assertThat(bounds.permits("shop-eu", "web")).isTrue();
    assertThat(bounds.permits("shop-eu", "billing-jobs")).isTrue();
    assertThat(bounds.permits("shop-eu", "stock")).isFalse();
    assertThat(bounds.permits("bank", "web")).isFalse();
  }

  @Test
  void whatIsNotBoundIsFree() {
    assertThat(new ConfigurationBounds(List.of("shop"), null).permits("shop", "a")).isTrue();
    assertThat(new ConfigurationBounds(List.of("shop"), null).permits("bank", "a")).isFalse();
    assertThat(new ConfigurationBounds(null, List.of("web")).permits("bank", "web")).isTrue();
    assertThat(new ConfigurationBounds(null, List.of("web")).permits("bank", "a")).isFalse();
  }

  @Test
  void sourcesAreOneInUpperAndLowerCaseAndApplicationsAreNot() {
    ConfigurationBounds bounds = new ConfigurationBounds(List.of("Shop-*"), List.of("Web"));
    assertThat(bounds.permits("shop-EU", "Web")).isTrue();
    assertThat(bounds.permits("shop-EU", "web")).isFalse();
  }

  @Test
  void severalApplicationsAtOnceAreNoneOfThem() {
    ConfigurationBounds bounds = new ConfigurationBounds(null, List.of("web*"));
    assertThat(bounds.permits("shop", "web,bank")).isFalse();
  }

  @Test
  void boundsThatBindNothingAreRefused() {
    assertThat(problems(null, null))
        .containsExactly(
            new FieldError("configuration", "must name sources, applications or both"));
    assertThat(problems(List.of(), List.of()))
        .containsExactly(
            new FieldError("configuration.sources", RULE),
            new FieldError("configuration.applications", RULE));
  }

  @Test
  void numberLengthAndSignsAreBounded() {
    List<String> fifty = new ArrayList<>(Collections.nCopies(50, "a".repeat(100)));
    assertThat(problems(fifty, null)).isEmpty();
    fifty.add("a");
    assertThat(problems(fifty, null)).hasSize(1);
    assertThat(problems(null, List.of("a".repeat(101)))).hasSize(1);
    assertThat(problems(null, Arrays.asList("a", null))).hasSize(1);
    assertThat(problems(null, List.of("a,b"))).hasSize(1);
  }

  @Test
  void aTokenKeepsItsBoundsAsTheyWereGiven() {
    for (ConfigurationBounds bounds :
        List.of(
            new ConfigurationBounds(List.of("shop-*", "bank"), null),
            new ConfigurationBounds(null, List.of("*")),
            new ConfigurationBounds(List.of("shop"), List.of("web", "billing-*")))) {
      assertThat(token(bounds).configuration()).isEqualTo(bounds);
    }
    assertThat(token(null).configuration()).isNull();
  }

  private static ApiToken token(ConfigurationBounds bounds) {
    return new ApiToken(
        null, "ci", TokenText.make(), Set.of(Scope.CONFIG_READ), null, bounds, null);
  }
}
