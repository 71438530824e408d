package org.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the code to the rules of the house; planted violations prove that each rule can fail. */
class ArchitectureTest {

  private static final JavaClasses BUILT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sluice");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("org.sluice.planted");

  private final House house = new House("org.sluice", BUILT);
  private final House planted = new House("org.sluice.planted", PLANTED);

  @Test
  void everyPackageIsInARoom() {
    assertThat(house.withoutRoom()).isEmpty();
    assertThat(planted.withoutRoom()).containsExactly("loft");
  }

  @Test
  void roomsUseOnlyWhatTheyDeclare() {
    assertThat(house.trespasses()).isEmpty();
    assertThat(planted.trespasses()).anyMatch(each -> each.startsWith("cellar uses attic"));
  }

  @Test
  void whatIsPublicForOnePartStaysInItsRoom() {
    assertThat(house.intrusions()).isEmpty();
    assertThat(planted.intrusions())
        .isNotEmpty()
        .allMatch(each -> each.contains("Window") && each.contains("Rafter"));
  }

  @Test
  void roomsFormNoCircle() {
    assertThat(house.circles()).isEmpty();
    assertThat(planted.circles()).containsExactlyInAnyOrder("attic", "console");
  }

  @Test
  void partsOfARoomFormNoCircle() {
    assertThat(house.circlesOfParts()).isEmpty();
    assertThat(planted.circlesOfParts()).containsExactlyInAnyOrder("attic.beam", "attic.rafter");
  }

  @Test
  void librariesStayInTheirRooms() {
    assertThat(house.strayLibraries()).isEmpty();
    assertThat(planted.strayLibraries())
        .anyMatch(each -> each.contains("org.eclipse.jgit"))
        .anyMatch(each -> each.contains("jakarta.enterprise.concurrent"))
        .anyMatch(each -> each.contains("jakarta.faces"))
        .anyMatch(each -> each.contains("jakarta.ws.rs"));
  }

  @Test
  void everyEndpointDeclaresItsRoles() {
    assertThat(house.openEndpoints()).isEmpty();
    assertThat(planted.openEndpoints()).singleElement().asString().contains("open");
  }

  @Test
  void noEndpointExposesAnEntity() {
    assertThat(house.exposedEntities()).isEmpty();
    assertThat(planted.exposedEntities()).singleElement().asString().contains("exposing");
  }

  @Test
  void noTwoResourcesShareAPath() {
    assertThat(house.sharedPaths()).isEmpty();
    assertThat(planted.sharedPaths()).hasSize(1);
  }

  @Test
  void onlyPublicMethodsOfBeansAreCalled() {
    assertThat(house.refusedCalls()).isEmpty();
    assertThat(planted.refusedCalls()).singleElement().asString().contains("Rope").contains("lift");
  }

  @Test
  void noPublicMethodOfABeanIsStatic() {
    assertThat(house.staticMethodsOfBeans()).isEmpty();
    assertThat(planted.staticMethodsOfBeans()).singleElement().asString().contains("Hatch.hinges");
  }

  @Test
  void nobodyKeepsACallerLongerThanARequest() {
    assertThat(house.callersKept()).isEmpty();
    assertThat(planted.callersKept()).singleElement().asString().contains("Rope.caller");
  }

  @Test
  void everyNameSaysSomething() {
    assertThat(house.emptyNames()).isEmpty();
    assertThat(planted.emptyNames()).containsExactly("TrunkHelper");
  }
}
