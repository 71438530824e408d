package org.sluice.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.failure.DomainException;

class ServingPlacesTest {

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "4,3", "8,6", "64,48"})
  void oneAccountLeavesAQuarterToTheOthers(int most, int mostOfOne) {
    ServingPlaces places = new ServingPlaces(() -> most);
    for (int i = 0; i < mostOfOne; i++) {
      places.pack("ana");
    }
    assertThatThrownBy(() -> places.pack("ana")).hasMessageContaining("at once");
    for (int i = mostOfOne; i < most; i++) {
      places.pack("user " + i);
    }
    assertThatThrownBy(() -> places.pack("ben")).isInstanceOf(DomainException.class);
  }

  @Test
  void aPlaceThatIsGivenBackIsFree() {
    ServingPlaces places = new ServingPlaces(() -> 1);
    for (int i = 0; i < 3; i++) {
      ServingPlaces.Place place = places.pack("ana");
      assertThatThrownBy(() -> places.pack("ben")).isInstanceOf(DomainException.class);
      place.close();
    }
    places.pack("ben");
  }

  @Test
  void listingsHavePlacesOfTheirOwn() {
    ServingPlaces places = new ServingPlaces(() -> 2);
    places.pack("ana");
    places.pack("ben");
    List<ServingPlaces.Place> taken = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      taken.add(places.request("user " + i));
    }
    assertThat(places.active()).isEqualTo(8);
    assertThatThrownBy(() -> places.request("zoe")).isInstanceOf(DomainException.class);
    taken.forEach(ServingPlaces.Place::close);
    assertThat(places.active()).isZero();
  }
}
