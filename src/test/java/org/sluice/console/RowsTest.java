package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.faces.context.FacesContext;
import jakarta.faces.context.FacesContextWrapper;
import jakarta.faces.context.PartialViewContext;
import jakarta.faces.context.PartialViewContextWrapper;
import jakarta.faces.event.PhaseId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Where a page of rows says that it stands. */
class RowsTest {

  /** A page that is being written. */
  private static final class Written extends FacesContextWrapper {

    Written() {
      super(null);
    }

    static void isNow(FacesContext context) {
      setCurrentInstance(context);
    }

    @Override
    public PhaseId getCurrentPhaseId() {
      return PhaseId.RENDER_RESPONSE;
    }
  }

  /** Part of a page that is looked for. */
  private static final class Turned extends FacesContextWrapper {

    Turned() {
      super(null);
    }

    @Override
    public PartialViewContext getPartialViewContext() {
      return new PartialViewContextWrapper(null) {
        @Override
        public boolean isAjaxRequest() {
          return true;
        }

        @Override
        public void setPartialRequest(boolean is) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }

  @BeforeEach
  void begin() {
    Written.isNow(new Written());
  }

  @AfterEach
  void end() {
    Written.isNow(null);
  }

  /** Numbers from 0, counted as doors count long lists. */
  private static Rows<Integer> rows(int all, String page) {
    return new Rows<>(
        Map.of("page", page),
        Set.of("name"),
        "name",
        Set.of(),
        Set.of(),
        row -> Integer.toString(row),
        query -> list(all, query));
  }

  private static Page<Integer> list(int all, PageQuery query) {
    int end = Math.min(all, query.offset() + query.size() + 1);
    List<Integer> oneMore = IntStream.range(Math.min(query.offset(), end), end).boxed().toList();
    return Page.of(query, oneMore, () -> Page.Total.upTo(Math.min(all, Page.COUNTED + 1)));
  }

  @Test
  void aPageSaysWhichItIs() {
    Rows<Integer> rows = rows(60, "2");
    assertThat(rows.getPage()).isEqualTo(2);
    assertThat(rows.getLastPage()).isEqualTo(3);
    assertThat(rows.getPlace()).isEqualTo("26–50 / 60");
    assertThat(rows.getItems()).startsWith(25).hasSize(25);
  }

  @Test
  void beyondTheEndTheLastPageIsShownAndNamed() {
    Rows<Integer> rows = rows(60, "9");
    assertThat(rows.getPage()).isEqualTo(3);
    assertThat(rows.getPlace()).isEqualTo("51–60 / 60");
    assertThat(rows.getItems()).startsWith(50).hasSize(10);
  }

  @Test
  void beyondAnEndThatWasNotCountedThePageThatIsShownIsNamed() {
    Rows<Integer> rows = rows(5000, "900");
    assertThat(rows.getPage()).isEqualTo(40);
    assertThat(rows.getItems()).startsWith(975).hasSize(25);
    assertThat(rows.getPlace()).isEqualTo("976–1000 / 1001+");
    assertThat(rows.getLastPage()).as("one more is known to be there").isEqualTo(41);
  }

  @Test
  void whatIsAroundATableThatIsTurnedIsNotRead() {
    Written.isNow(new Turned());
    Rows<Integer> rows =
        new Rows<>(
            Map.of("state", "GONE"),
            Set.of("name"),
            "name",
            Set.of("state"),
            Set.of(),
            row -> Integer.toString(row),
            query -> {
              throw new AssertionError("asked for " + query);
            });
    assertThat(rows.getRefused()).isEmpty();
    assertThat(rows.isBare()).isFalse();
    assertThat(rows(0, "1").isBare()).isFalse();
  }

  @Test
  void ofNoRowsThereIsOnePage() {
    Rows<Integer> rows = rows(0, "7");
    assertThat(rows.getPage()).isEqualTo(1);
    assertThat(rows.getItems()).isEmpty();
  }
}
