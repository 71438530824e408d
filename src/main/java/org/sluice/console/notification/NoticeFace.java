package org.sluice.console.notification;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.console.Language;
import org.sluice.notification.NoticeView;
import org.sluice.notification.UnreadCounts;
import org.sluice.platform.Notice;
import org.sluice.rest.RestApplication;

/** How notices look and read, on pages and in what the script is told. */
@Named
@RequestScoped
public class NoticeFace {

  private static final Pattern REPOSITORY =
      Pattern.compile(RestApplication.BASE + "/repositories/([\\w.-]+)/([\\w.-]+)");
  private static final Pattern JOB = Pattern.compile(RestApplication.BASE + "/jobs/([0-9a-f-]+)");
  private static final Pattern CHANNEL =
      Pattern.compile(RestApplication.BASE + "/notifications/channels/([0-9a-f-]+)");

  private static final Pattern STANDING =
      Pattern.compile(
          RestApplication.BASE + "/forge-accounts/([0-9a-f-]+)/standing-imports/([0-9a-f-]+)");

  private static final Pattern SOURCE =
      Pattern.compile(RestApplication.BASE + "/config-sources/([\\w.-]+)");

  @Inject private Language language;

  /** The class of a severity's badge. */
  public String tone(Notice.Severity severity) {
    return switch (severity) {
      case INFO -> "ok";
      case WARNING -> "warn";
      case ERROR -> "bad";
    };
  }

  /** A severity in a word. */
  public String severity(Notice.Severity severity) {
    return language.text("notice.severity." + severity);
  }

  /** A topic in words: those of the bundle, or else its own. */
  public String topic(String topic) {
    String key = "topic." + topic;
    if (language.has(key)) {
      return language.text(key);
    }
    String words = topic.replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The page of what a notice is about, below {@code /ui/}; null if there is none. */
  public String page(NoticeView notice) {
    String link = notice.link() == null ? "" : notice.link();
    Matcher repository = REPOSITORY.matcher(link);
    if (repository.matches()) {
      return "repository.xhtml?owner=" + repository.group(1) + "&name=" + repository.group(2);
    }
    Matcher job = JOB.matcher(link);
    if (job.matches()) {
      return "job.xhtml?id=" + job.group(1);
    }
    Matcher standing = STANDING.matcher(link);
    if (standing.matches()) {
      return "standing-import.xhtml?account=" + standing.group(1) + "&id=" + standing.group(2);
    }
    Matcher source = SOURCE.matcher(link);
    if (source.matches()) {
      return "configuration-source.xhtml?name=" + source.group(1);
    }
    Matcher channel = CHANNEL.matcher(link);
    return channel.matches() ? "channel.xhtml?id=" + channel.group(1) : null;
  }

  /** A number of unread notices as the bell shows it. */
  public String count(long unread) {
    return unread >= UnreadCounts.MOST ? (UnreadCounts.MOST - 1) + "+" : Long.toString(unread);
  }
}
