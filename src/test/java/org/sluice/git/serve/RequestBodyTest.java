package org.sluice.git.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

class RequestBodyTest {

  private static final byte[] TEXT = "0011command=fetch0000".getBytes(StandardCharsets.US_ASCII);

  private static byte[] packed(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(plain);
    }
    return bytes.toByteArray();
  }

  private static RequestBody body(byte[] raw, String encoding, long most) throws IOException {
    return RequestBody.of(new ByteArrayInputStream(raw), encoding, most);
  }

  @Test
  void aPackedBodyReadsAsThePlainOne() throws IOException {
    assertThat(body(TEXT, null, 100).readAllBytes()).isEqualTo(TEXT);
    assertThat(body(packed(TEXT), "gzip", 100).readAllBytes()).isEqualTo(TEXT);
    assertThat(body(packed(TEXT), "X-GZIP", 100).readAllBytes()).isEqualTo(TEXT);
    assertThat(body(TEXT, "identity", TEXT.length).readAllBytes()).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLimitHoldsAfterUnpackingAndWhileSkipping(boolean zipped) throws IOException {
    byte[] zeros = new byte[100_000];
    byte[] raw = zipped ? packed(zeros) : zeros;
    assertThat(zipped).isEqualTo(raw.length < 1000);
    String encoding = zipped ? "gzip" : null;
    assertThatThrownBy(() -> body(raw, encoding, 99_999).readAllBytes())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal().kind()).isEqualTo(FailureKind.TOO_LARGE));
    assertThatThrownBy(
            () -> {
              try (RequestBody body = body(raw, encoding, 99_999)) {
                while (body.skip(2048) > 0) {
                  assertThat(body).isNotNull();
                }
              }
            })
        .isInstanceOf(Refused.class);
  }

  @Test
  void whatIsNotPackedAsItSaysIsRefused() throws IOException {
    assertThatThrownBy(() -> body(TEXT, "gzip", 100))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID));
    assertThatThrownBy(() -> body(TEXT, "br", 100))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.UNSUPPORTED));
    byte[] half = Arrays.copyOf(packed(TEXT), packed(TEXT).length - 10);
    assertThatThrownBy(() -> body(half, "gzip", 100).readAllBytes()).isInstanceOf(Refused.class);
  }
}
