package org.sluice.console.notification;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.console.Rows;
import org.sluice.identity.Caller;
import org.sluice.notification.NoticeService;
import org.sluice.notification.NoticeView;
import org.sluice.platform.Notice;

/** Behind the page of notices, a page of them at a time. */
@Named
@RequestScoped
public class NotificationsBacking {

  @Inject private Caller caller;
  @Inject private NoticeService notices;

  private Rows<NoticeView> rows;
  private List<String> topics;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            NoticeService.SORT_KEYS,
            "-happenedAt",
            NoticeService.FILTERS,
            Set.of(),
            notice -> notice.id().toString(),
            query -> notices.list(caller, query));
  }

  /** The notices. */
  public Rows<NoticeView> getRows() {
    return rows;
  }

  /** Topics to filter by. */
  public List<String> getTopics() {
    if (topics == null) {
      topics = notices.topics();
    }
    return topics;
  }

  /** Severities to filter by. */
  public List<Notice.Severity> getSeverities() {
    return List.of(Notice.Severity.values());
  }
}
