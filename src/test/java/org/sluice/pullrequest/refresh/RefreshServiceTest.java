package org.sluice.pullrequest.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sluice.job.JobTrigger;

class RefreshServiceTest {

  @Test
  void whatTheTimerAsksForTakesNoRoomFromWhatPeopleAskFor() {
    String timers = RefreshService.share("forge.example", JobTrigger.SCHEDULE);
    assertThat(RefreshService.share("forge.example", JobTrigger.MANUAL))
        .isEqualTo(RefreshService.share("forge.example", JobTrigger.WEBHOOK))
        .isNotEqualTo(timers)
        .isNotEqualTo("forge.example");
    assertThat(timers).isNotEqualTo("forge.example").contains("forge.example");
  }
}
