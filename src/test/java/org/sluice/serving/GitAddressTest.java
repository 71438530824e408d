package org.sluice.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitAddressTest {

  @ParameterizedTest
  @CsvSource({
    "/team/app.git/info/refs,team,app,REFS",
    "/team/app/info/refs,team,app,REFS",
    "/team/app.js.git/git-upload-pack,team,app.js,UPLOAD_PACK",
    "/a/b.git/git-receive-pack,a,b,RECEIVE_PACK",
    "/team/app.git/HEAD,team,app,FILE",
    "/team/app.git/objects/info/packs,team,app,FILE",
    "/team/app.git/git-upload-pack/x,team,app,FILE",
  })
  void theEndingIsNoPartOfTheName(String path, String owner, String name, GitAddress.Part part) {
    assertThat(GitAddress.of(path)).contains(new GitAddress(owner, name, part));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/team",
        "/team/app.git",
        "/team/app.git/",
        "/team/.hidden/info/refs",
        "/../app/info/refs",
        "/team/a b/info/refs",
        "//app/info/refs"
      })
  void whatNamesNoRepositoryHasNoAddress(String path) {
    assertThat(GitAddress.of(path)).isEmpty();
  }

  @Test
  void aMissingPathHasNoAddress() {
    assertThat(GitAddress.of(null)).isEmpty();
  }
}
