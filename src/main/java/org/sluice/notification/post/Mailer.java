package org.sluice.notification.post;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Inside;
import org.sluice.platform.settings.MailHost;
import org.sluice.platform.settings.Settings;

/**
 * Sends mail through the host that the settings name, with the server's own Jakarta Mail.
 *
 * <p>The session is built from the settings at each sending: a session that the server defines
 * would have to be set up on each server in its own way. The host is the administrator's own choice
 * and no input of a user, so the address guard has no say.
 */
@ApplicationScoped
@Inside
public class Mailer {

  private static final String OFF = "Mail is off: sluice.mail.host is not set.";
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final Supplier<Optional<MailHost>> configured;

  /** Only for the container's proxy. */
  protected Mailer() {
    configured = null;
  }

  @Inject
  Mailer(Settings settings) {
    this(settings::mailHost);
  }

  Mailer(Supplier<Optional<MailHost>> configured) {
    this.configured = configured;
  }

  /** Why no mail is sent; empty if it is. */
  public Optional<String> problem() {
    return configured.get().isPresent() ? Optional.empty() : Optional.of(OFF);
  }

  /**
   * Sends one mail to all recipients and waits until the host has taken it.
   *
   * @param id the same in every attempt; part of the Message-ID
   */
  public Attempt send(List<String> recipients, String id, Instant now, Letter letter) {
    Optional<MailHost> present = configured.get();
    if (present.isEmpty()) {
      return Attempt.failed(FailureKind.CONFLICT, OFF);
    }
    MailHost host = present.get();
    Session session = Session.getInstance(properties(host));
    // Where the protocol's provider is looked up by the thread's loader, ours need not see it.
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(Session.class.getClassLoader());
    Transport transport = null;
    try {
      MimeMessage mail = write(session, host.from(), recipients, id, now, letter);
      transport = session.getTransport("smtp");
      transport.connect(host.host(), host.port(), host.user(), host.password());
      transport.sendMessage(mail, mail.getAllRecipients());
      return Attempt.sent("The mail host has taken it.");
    } catch (SendFailedException refused) {
      return refused(recipients, refused);
    } catch (AuthenticationFailedException refused) {
      return Attempt.again(
          FailureKind.REFUSED_UPSTREAM, "The mail host refuses the user or the password.");
    } catch (MessagingException failed) {
      return unreached(failed);
    } finally {
      close(transport);
      thread.setContextClassLoader(loader);
    }
  }

  /** A host that fails to say goodbye has taken the mail all the same. */
  private static void close(Transport transport) {
    try {
      if (transport != null) {
        transport.close();
      }
    } catch (MessagingException goneAlready) {
      System.getLogger(Mailer.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the connection to the mail host", goneAlready);
    }
  }

  private static Properties properties(MailHost host) {
    MailHost.Tls tls = host.tls();
    Properties properties = new Properties();
    properties.put("mail.smtp.auth", Boolean.toString(host.user() != null));
    properties.put("mail.smtp.starttls.enable", Boolean.toString(tls == MailHost.Tls.STARTTLS));
    properties.put("mail.smtp.starttls.required", Boolean.toString(tls == MailHost.Tls.STARTTLS));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(tls == MailHost.Tls.TLS));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT.toMillis()));
    properties.put("mail.smtp.timeout", Long.toString(IDLE.toMillis()));
    properties.put("mail.smtp.writetimeout", Long.toString(IDLE.toMillis()));
    properties.put("mail.smtp.sendpartial", "true");
    return properties;
  }

  private static MimeMessage write(
      Session session,
      String sender,
      List<String> recipients,
      String id,
      Instant now,
      Letter letter)
      throws MessagingException {
    InternetAddress from = new InternetAddress(sender, true);
    String address = from.getAddress();
    String domain = address.substring(address.lastIndexOf('@') + 1);
    MimeMessage mail =
        new MimeMessage(session) {
          // The host of the machine is nobody's business, and a repeated mail is the same mail.
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + "@" + domain + ">");
          }
        };
    mail.setFrom(from);
    for (String recipient : recipients) {
      mail.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient, true));
    }
    mail.setSubject(letter.subject().replaceAll("\\p{Cntrl}+", " "), "UTF-8");
    mail.setSentDate(Date.from(now));
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setText(letter.text(), "UTF-8", "plain");
    mail.saveChanges();
    return mail;
  }

  private static Attempt refused(List<String> recipients, SendFailedException refused) {
    int taken = count(refused.getValidSentAddresses());
    int bad = count(refused.getInvalidAddresses());
    if (taken > 0) {
      return Attempt.sent(
          "The mail host has taken it for " + taken + " of " + recipients.size() + " recipients.");
    }
    if (bad == recipients.size()) {
      return Attempt.failed(FailureKind.REFUSED_UPSTREAM, "The mail host refuses every recipient.");
    }
    return Attempt.again(FailureKind.REFUSED_UPSTREAM, "The mail host refuses the mail.");
  }

  private static int count(Address... addresses) {
    return addresses == null ? 0 : addresses.length;
  }

  /** In our own words: those of the host may hold anything. */
  private static Attempt unreached(MessagingException failed) {
    for (Throwable each = failed; each != null; each = each.getCause()) {
      if (each instanceof SocketTimeoutException) {
        return Attempt.again(FailureKind.UPSTREAM_TIMEOUT, "The mail host did not answer in time.");
      }
      if (each instanceof java.io.IOException) {
        return Attempt.again(
            FailureKind.UPSTREAM_FAILED,
            "The mail host cannot be reached (" + each.getClass().getSimpleName() + ").");
      }
    }
    return Attempt.again(
        FailureKind.UPSTREAM_FAILED,
        "The mail host does not take mail (" + failed.getClass().getSimpleName() + ").");
  }
}
