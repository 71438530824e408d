package org.sluice.console.notification;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.notification.channel.ChannelService;
import org.sluice.notification.channel.ChannelView;
import org.sluice.notification.channel.SentView;
import org.sluice.platform.Notice.Severity;
import org.sluice.rest.Patch;

/** Behind the page of one channel of notices: its settings, its test, its secret, its end. */
@Named
@RequestScoped
public class ChannelBacking {

  @Inject private Caller caller;
  @Inject private ChannelService channels;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private ChannelView channel;
  private ChannelForm form;
  private ChannelView rotated;
  private List<NamespaceRef> owners;
  private long version;

  @PostConstruct
  void open() {
    try {
      String id = Faces.getRequestParameterMap().getOrDefault("id", "");
      channel = channels.get(caller, UUID.fromString(id));
    } catch (IllegalArgumentException notAnId) {
      return;
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND && refused.kind() != FailureKind.FORBIDDEN) {
        throw refused;
      }
      return;
    }
    version = channel.version();
    form = ChannelForm.of(channel);
  }

  /** Answers 403 to whoever does not administer, and 404 where there is no such channel. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(DomainException.forbidden("Only an administrator may do this."));
    } else if (channel == null) {
      refusals.answer(DomainException.notFound("channel"));
    }
  }

  /** Saves the settings. */
  public void save() {
    try {
      channels.change(
          caller,
          channel.id(),
          Patch.of(form.fields(), ChannelService.PATCHABLE),
          Long.toString(version));
      done("channel.saved");
    } catch (DomainException refused) {
      if (refused.slug().equals("name-taken")) {
        refusals.show("name", language.text("channels.name.taken"));
      } else {
        refusals.show(refused);
      }
    }
  }

  /** Sends a test message and says what became of it. */
  public void test() {
    try {
      SentView sent = channels.test(caller, channel.id());
      Messages.addFlashGlobalInfo("{0}", language.text("channel.tested") + " " + sent.detail());
    } catch (DomainException refused) {
      refusals.show(refused);
      channel = channels.get(caller, channel.id());
      return;
    }
    Faces.redirect("ui/channel.xhtml?id=%s", channel.id().toString());
  }

  /** Replaces the secret; the new one is shown in this answer and never again. */
  public void rotate() {
    try {
      rotated = channels.rotateSecret(caller, channel.id(), null);
      channel = channels.get(caller, channel.id());
      version = channel.version();
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Deletes the channel. */
  public void delete() {
    try {
      channels.delete(caller, channel.id(), null);
      Messages.addFlashGlobalInfo("{0}", language.text("channel.deleted", channel.name()));
      Faces.redirect("ui/channels.xhtml");
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  private void done(String said) {
    Messages.addFlashGlobalInfo("{0}", language.text(said));
    Faces.redirect("ui/channel.xhtml?id=%s", channel.id().toString());
  }

  /** The channel; null if there is none that the caller sees. */
  public ChannelView getChannel() {
    return channel;
  }

  /** The channel with the secret that it was just given; null otherwise. */
  public ChannelView getRotated() {
    return rotated;
  }

  /** Its settings as they are entered. */
  public ChannelForm getForm() {
    return form;
  }

  /** Severities to choose from. */
  public Severity[] getSeverities() {
    return Severity.values();
  }

  /** Namespaces to choose from. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller);
    }
    return owners;
  }

  /** The version that the editor saw. */
  public long getVersion() {
    return version;
  }

  /** Takes the version that the editor saw. */
  public void setVersion(long version) {
    this.version = version;
  }
}
