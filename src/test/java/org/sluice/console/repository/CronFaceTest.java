package org.sluice.console.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.console.Language;

class CronFaceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 6 * * *        | at 06:00, every day                              | a las 06:00, todos los días
          0 6 * * 1-5      | at 06:00, on Monday to Friday                    | a las 06:00, de lunes a viernes
          0 6,18 * * *     | at 06:00 and 18:00, every day                    | a las 06:00 y 18:00, todos los días
          */10 * * * *     | every 10 minutes                                 | cada 10 minutos
          */15 8-18 * * 1-5 | every 15 minutes, in the hours 8 to 18, on Monday to Friday | cada 15 minutos, en las horas de 8 a 18, de lunes a viernes
          5 * * * *        | every hour at minute 5                           | cada hora en el minuto 5
          0 */4 * * *      | every 4 hours at minute 0                        | cada 4 horas en el minuto 0
          15 3 1 * *       | at 03:15, on day 1 of the month                  | a las 03:15, el día 1 del mes
          30 2 * 1 0       | at 02:30, on Sunday, in January                  | a las 02:30, domingo, en enero
          0 0 1 * MON      | at 00:00, on day 1 of the month or on Monday     | a las 00:00, el día 1 del mes o lunes
          """)
  void anExpressionIsSaidInTheReadersLanguage(String cron, String english, String spanish) {
    assertThat(new CronFace(new Language(Locale.ENGLISH)).words(cron)).isEqualTo(english);
    assertThat(new CronFace(new Language(Locale.forLanguageTag("es"))).words(cron))
        .isEqualTo(spanish);
  }
}
