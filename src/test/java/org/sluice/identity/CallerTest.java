package org.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.identity.account.Account;
import org.sluice.identity.account.TokenGrant;

class CallerTest {

  private static final UUID TEAM = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final UUID FOREIGN = new UUID(0, 3);

  private final Account ana =
      new Account(
          new UUID(1, 1),
          "ana",
          false,
          0,
          Map.of(TEAM, NamespaceRole.MAINTAINER, OTHER, NamespaceRole.VIEWER));
  private final Account admin = new Account(new UUID(1, 2), "admin", true, 0, Map.of());

  private static TokenGrant token(Account account, Set<UUID> limitedTo, Scope... scopes) {
    return new TokenGrant(account, new UUID(9, 9), Set.of(scopes), limitedTo, null, null);
  }

  @Test
  void aMemberSeesAndMaintainsByHisRole() {
    Caller caller = ana.caller();
    assertThat(caller.sees(TEAM)).isTrue();
    assertThat(caller.maintains(TEAM)).isTrue();
    assertThat(caller.sees(OTHER)).isTrue();
    assertThat(caller.maintains(OTHER)).isFalse();
    assertThat(caller.sees(FOREIGN)).isFalse();
    assertThat(caller.sees(FOREIGN, Visibility.INTERNAL)).isTrue();
    assertThat(caller.sees(FOREIGN, Visibility.PRIVATE)).isFalse();
    assertThat(caller.scopes()).doesNotContain(Scope.ADMIN);
    assertThat(caller.tokenId()).isNull();
  }

  @Test
  void aTokenGivesNoMoreThanItsUserHas() {
    Caller caller = token(ana, null, Scope.READ, Scope.ADMIN).caller();
    assertThat(caller.scopes()).containsExactly(Scope.READ);
    assertThat(caller.admin()).isFalse();
    assertThat(caller.maintains(TEAM)).isFalse();
    assertThat(caller.tokenId()).isEqualTo(new UUID(9, 9));
  }

  @Test
  void anAdministratorsTokenWithoutTheScopeDoesNotAdminister() {
    Caller caller = token(admin, null, Scope.READ, Scope.WRITE).caller();
    assertThat(caller.admin()).isFalse();
    assertThat(caller.sees(TEAM)).isFalse();
    assertThat(token(admin, null, Scope.READ, Scope.ADMIN).caller().sees(TEAM)).isTrue();
  }

  @Test
  void aLimitedTokenReachesItsNamespacesAlone() {
    Caller caller = token(ana, Set.of(OTHER), Scope.READ, Scope.WRITE).caller();
    assertThat(caller.sees(TEAM)).isFalse();
    assertThat(caller.maintains(TEAM)).isFalse();
    assertThat(caller.sees(OTHER)).isTrue();
    assertThat(caller.sees(FOREIGN, Visibility.PUBLIC)).isFalse();
    assertThat(caller.namespacesSeen()).containsExactly(OTHER);
    assertThat(caller.namespacesMaintained()).isEmpty();
  }

  @Test
  void configurationIsReadWithTheScopeWithinTheBounds() {
    assertThat(ana.caller().mayReadConfiguration("shop", "billing")).isTrue();
    assertThat(
            token(ana, null, Scope.READ, Scope.GIT_READ)
                .caller()
                .mayReadConfiguration("shop", "billing"))
        .isTrue();
    assertThat(
            token(ana, null, Scope.GIT_READ, Scope.WRITE)
                .caller()
                .mayReadConfiguration("shop", "billing"))
        .isFalse();
    assertThat(Caller.anonymous().mayReadConfiguration("shop", "billing")).isFalse();
    Caller bound =
        new TokenGrant(
                ana,
                new UUID(9, 9),
                Set.of(Scope.CONFIG_READ),
                null,
                new ConfigurationBounds(List.of("shop"), null),
                null)
            .caller();
    assertThat(bound.mayReadConfiguration("shop", "billing")).isTrue();
    assertThat(bound.mayReadConfiguration("other", "billing")).isFalse();
    assertThat(bound.mayReadPlainFiles()).isTrue();
    Caller narrow =
        new TokenGrant(
                ana,
                new UUID(9, 9),
                Set.of(Scope.CONFIG_READ),
                null,
                new ConfigurationBounds(null, List.of("shop")),
                null)
            .caller();
    assertThat(narrow.mayReadPlainFiles()).isFalse();
    assertThat(ana.caller().mayReadPlainFiles()).isTrue();
  }

  @Test
  void nobodySeesNothing() {
    Caller nobody = Caller.anonymous();
    assertThat(nobody.sees(TEAM)).isFalse();
    assertThat(nobody.sees(TEAM, Visibility.PUBLIC)).isFalse();
    assertThat(nobody.maintains(TEAM)).isFalse();
    assertThat(nobody.seesEverything()).isFalse();
    assertThat(nobody.namespacesSeen()).isEmpty();
  }
}
