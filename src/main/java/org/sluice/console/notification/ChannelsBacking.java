package org.sluice.console.notification;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.notification.channel.ChannelService;
import org.sluice.notification.channel.ChannelView;
import org.sluice.notification.post.ChannelKind;
import org.sluice.platform.Notice.Severity;

/** Behind the page of the channels of notices. */
@Named
@RequestScoped
public class ChannelsBacking {

  @Inject private Caller caller;
  @Inject private ChannelService channels;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private Rows<ChannelView> rows;
  private List<NamespaceRef> owners;
  private final ChannelForm form = new ChannelForm();
  private ChannelView made;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            ChannelService.SORT_KEYS,
            "name",
            ChannelService.FILTERS,
            Set.of(),
            channel -> channel.id().toString(),
            query -> channels.list(caller, query));
  }

  /** Answers 403 to whoever does not administer. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(DomainException.forbidden("Only an administrator may do this."));
    }
  }

  /** Makes the channel; the secret of a webhook is shown in this answer and never again. */
  public void make() {
    try {
      ChannelView channel = channels.create(caller, form.wanted());
      if (channel.secret() == null) {
        Messages.addFlashGlobalInfo("{0}", language.text("channels.made", channel.name()));
        Faces.redirect("ui/channel.xhtml?id=%s", channel.id().toString());
        return;
      }
      made = channel;
    } catch (DomainException refused) {
      if (refused.slug().equals("name-taken")) {
        refusals.show("name", language.text("channels.name.taken"));
      } else {
        refusals.show(refused);
      }
    }
  }

  /** The channels. */
  public Rows<ChannelView> getRows() {
    return rows;
  }

  /** The webhook that was just made, with its secret; null otherwise. */
  public ChannelView getMade() {
    return made;
  }

  /** What is entered about the new one. */
  public ChannelForm getForm() {
    return form;
  }

  /** Kinds to choose from. */
  public ChannelKind[] getKinds() {
    return ChannelKind.values();
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
}
