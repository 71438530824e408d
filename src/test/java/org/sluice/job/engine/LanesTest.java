package org.sluice.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sluice.job.JobTrigger;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.SampleRows;

class LanesTest {

  private static final double SLOW = 5000;

  private final Lanes lanes = new Lanes();

  @Test
  void startsNoMoreThanTheConcurrency() {
    lanes.add(SampleRows.job(true, JobTrigger.MANUAL), Map.of("", 100));

    assertThat(startAll(4, 2)).hasSize(4);
    assertThat(lanes.running()).isEqualTo(4);
    assertThat(lanes.next(4, 2)).isNull();
  }

  @Test
  void hostGetsNoMoreThanItsShareAndTheOthersTheRest() {
    lanes.add(SampleRows.job(true, JobTrigger.MANUAL), Map.of("slow", 100, "quick", 100));

    List<Lanes.Next> started = startAll(6, 2);

    assertThat(started).filteredOn(next -> next.host().equals("slow")).hasSize(2);
    assertThat(started).filteredOn(next -> next.host().equals("quick")).hasSize(2);
  }

  @Test
  void whatRestsFreesItsSlotButNotTheShareOfItsHost() {
    lanes.add(SampleRows.job(true, JobTrigger.MANUAL), Map.of("dead", 10, "quick", 10));
    startAll(4, 2);
    lanes.rest();
    lanes.rest();

    List<Lanes.Next> more = startAll(4, 4);
    assertThat(more).hasSize(2);
    assertThat(lanes.resting()).isEqualTo(2);
    lanes.resume();
    lanes.resume();
    assertThat(lanes.running()).isEqualTo(6);
    assertThat(lanes.next(4, 4)).isNull();
  }

  @Test
  void hostWhoseItemsRestGetsNoMoreThanItsShare() {
    lanes.add(SampleRows.job(true, JobTrigger.MANUAL), Map.of("dead", 10));
    startAll(4, 2);
    lanes.rest();
    lanes.rest();

    assertThat(lanes.next(4, 2)).isNull();
  }

  @Test
  void hostsOfAJobTakeTurns() {
    lanes.add(SampleRows.job(true, JobTrigger.MANUAL), Map.of("a", 10, "b", 10, "c", 10));
    List<String> hosts = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      Lanes.Next next = start(1, 1);
      hosts.add(next.host());
      lanes.ended(next.lane(), next.item(), SLOW);
    }

    assertThat(hosts).containsOnly("a", "b", "c");
    assertThat(hosts.subList(0, 3)).doesNotHaveDuplicates();
    assertThat(hosts.subList(3, 6)).doesNotHaveDuplicates();
  }

  @Test
  void jobsOfOneRankTakeTurns() {
    Job one = SampleRows.job(true, JobTrigger.MANUAL);
    Job other = SampleRows.job(true, JobTrigger.MANUAL);
    lanes.add(one, Map.of("", 10));
    lanes.add(other, Map.of("", 10));
    List<UUID> order = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      Lanes.Next next = start(1, 1);
      order.add(next.lane().jobId());
      lanes.ended(next.lane(), next.item(), SLOW);
    }

    assertThat(order).containsExactly(one.id(), other.id(), one.id(), other.id());
  }

  @Test
  void singleRequestsGoFirstAndScheduledWorkIsNotStarved() {
    Job scheduled = SampleRows.job(true, JobTrigger.SCHEDULE);
    Job bulk = SampleRows.job(true, JobTrigger.MANUAL);
    Job single = SampleRows.job(false, JobTrigger.MANUAL);
    lanes.add(scheduled, Map.of("", 1000));
    lanes.add(bulk, Map.of("", 1000));
    lanes.add(single, Map.of("", 1000));
    Map<UUID, Integer> starts = new java.util.HashMap<>();
    for (int n = 0; n < 160; n++) {
      Lanes.Next next = start(1, 1);
      if (n == 0) {
        assertThat(next.lane().jobId()).isEqualTo(single.id());
      }
      starts.merge(next.lane().jobId(), 1, Integer::sum);
      lanes.ended(next.lane(), next.item(), SLOW);
    }

    assertThat(starts.get(single.id())).isEqualTo(120);
    assertThat(starts.get(bulk.id())).isEqualTo(30);
    assertThat(starts.get(scheduled.id())).isEqualTo(10);
  }

  @Test
  void slowItemsAreNotClaimedAheadAndQuickOnesAre() {
    lanes.add(SampleRows.job(true, JobTrigger.MANUAL), Map.of("", 1000));
    Lanes.Next first = start(1, 1);
    assertThat(lanes.ahead(1)).isNull();
    lanes.ended(first.lane(), first.item(), SLOW);
    int most = 0;
    for (int n = 0; n < 300; n++) {
      Lanes.Next next = start(1, 1);
      Lanes.Next ahead = lanes.ahead(1);
      if (ahead != null) {
        assertThat(lanes.ahead(1)).as("one claim of a line at a time").isNull();
        most = Math.max(most, ahead.most());
        lanes.claimed(ahead, items(ahead.lane().jobId(), ahead.host(), ahead.most()), ahead.most());
      }
      lanes.ended(next.lane(), next.item(), 0.1);
    }

    assertThat(most).isGreaterThan(50);
  }

  @Test
  void closedJobGivesBackWhatWasClaimedAlsoLate() {
    Job job = SampleRows.job(true, JobTrigger.MANUAL);
    lanes.add(job, Map.of("a", 10, "b", 10));
    Lanes.Next claimA = lanes.next(4, 2);
    lanes.claimed(claimA, items(job, claimA.host(), 2), 2);
    Lanes.Next late = claimOther();

    assertThat(lanes.close(job.id())).hasSizeLessThanOrEqualTo(2);
    List<JobItem> brought = items(job, late.host(), 2);
    assertThat(lanes.claimed(late, brought, 2)).isEqualTo(brought);
    assertThat(lanes.next(4, 2)).isNull();
    assertThat(lanes.ready()).isEmpty();
  }

  private Lanes.Next claimOther() {
    Lanes.Next next = lanes.next(8, 2);
    while (next.item() != null) {
      next = lanes.next(8, 2);
    }
    return next;
  }

  @Test
  void claimThatBringsLessThanAskedEndsTheLine() {
    Job job = SampleRows.job(true, JobTrigger.MANUAL);
    lanes.add(job, Map.of("", 10));
    Lanes.Next claim = lanes.next(4, 4);
    lanes.claimed(claim, List.of(), 0);

    assertThat(lanes.next(4, 4)).isNull();
  }

  @Test
  void hostWhoseClaimsFailedIsServedOnceTheJobIsTakenUpAnew() {
    Job job = SampleRows.job(true, JobTrigger.MANUAL);
    lanes.add(job, Map.of("a", 10, "b", 10));
    Lanes.Next failed = lanes.next(4, 1);
    lanes.claimed(failed, List.of(), 0);
    assertThat(startAll(4, 1)).extracting(Lanes.Next::host).doesNotContain(failed.host());

    lanes.add(job, Map.of("a", 9, "b", 9));

    assertThat(startAll(4, 1)).extracting(Lanes.Next::host).containsExactly(failed.host());
  }

  private List<Lanes.Next> startAll(int concurrency, int perHost) {
    List<Lanes.Next> started = new ArrayList<>();
    Lanes.Next next;
    while ((next = start(concurrency, perHost)) != null) {
      started.add(next);
    }
    return started;
  }

  /** The next start; claims on the way bring what they ask for. */
  private Lanes.Next start(int concurrency, int perHost) {
    Lanes.Next next = lanes.next(concurrency, perHost);
    while (next != null && next.item() == null) {
      lanes.claimed(next, items(next.lane().jobId(), next.host(), next.most()), next.most());
      next = lanes.next(concurrency, perHost);
    }
    return next;
  }

  private static List<JobItem> items(Job job, String host, int count) {
    return items(job.id(), host, count);
  }

  private static List<JobItem> items(UUID jobId, String host, int count) {
    return IntStream.range(0, count).mapToObj(n -> SampleRows.item(jobId, host, n)).toList();
  }
}
