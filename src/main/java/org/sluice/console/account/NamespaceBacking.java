package org.sluice.console.account;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Map;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.namespace.MemberView;
import org.sluice.identity.namespace.NamespaceKind;
import org.sluice.identity.namespace.NamespaceView;

/** Behind the page of one namespace: its members. */
@Named
@RequestScoped
public class NamespaceBacking {

  @Inject private Caller caller;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private NamespaceView namespace;
  private Rows<MemberView> members;
  private String user;
  private NamespaceRole role = NamespaceRole.MAINTAINER;
  private String typed;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    String name = address.getOrDefault("name", "");
    try {
      namespace = namespaces.get(caller, name);
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
      return;
    }
    members =
        new Rows<>(
            address,
            NamespaceService.MEMBER_SORT_KEYS,
            "user",
            Set.of(),
            Set.of("name"),
            MemberView::user,
            query -> namespaces.members(caller, name, query));
    chosen(address.get("user"));
  }

  /** Fills the form with the member whose role is to be changed. */
  private void chosen(String member) {
    if (member == null || !isMaintained()) {
      return;
    }
    user = member;
    try {
      role = namespaces.member(caller, namespace.name(), member).role();
    } catch (DomainException gone) {
      if (gone.kind() != FailureKind.NOT_FOUND) {
        throw gone;
      }
    }
  }

  /** Answers 404 where there is no such namespace. */
  public void check() {
    if (namespace == null) {
      refusals.answer(DomainException.notFound("namespace"));
    }
  }

  /** Makes somebody a member, or gives a member another role. */
  public void put() {
    try {
      namespaces.put(caller, namespace.name(), user == null ? "" : user.strip(), null, role);
      done("namespace.put", user);
    } catch (DomainException refused) {
      if (refused.kind() == FailureKind.NOT_FOUND) {
        refusals.show("user", language.text("namespace.user.unknown"));
      } else {
        refusals.show(refused);
      }
    }
  }

  /** Takes the member out whose name was sent along. */
  public void remove() {
    String whom = Faces.getRequestParameter("id");
    try {
      namespaces.remove(caller, namespace.name(), whom, null);
      done("namespace.removed", whom);
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  private void done(String said, String whom) {
    Messages.addFlashGlobalInfo("{0}", language.text(said, whom));
    Faces.redirect("ui/namespace.xhtml?name=%s", namespace.name());
  }

  /** Deletes the namespace, if its name was typed. */
  public void delete() {
    if (typed == null || !typed.strip().equals(namespace.name())) {
      refusals.show("typed", language.text("repository.delete.typed.wrong"));
      return;
    }
    try {
      namespaces.delete(caller, namespace.name(), null);
      Messages.addFlashGlobalInfo("{0}", language.text("repository.deleted", namespace.name()));
      Faces.redirect("ui/namespaces.xhtml");
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** The namespace; null if there is none that the caller sees. */
  public NamespaceView getNamespace() {
    return namespace;
  }

  /** Its members. */
  public Rows<MemberView> getMembers() {
    return members;
  }

  /** Whether the caller keeps its members. */
  public boolean isMaintained() {
    return caller.maintains(namespace.id());
  }

  /** Whether the caller may delete it. */
  public boolean isDeletable() {
    return caller.administers() && namespace.kind() == NamespaceKind.TEAM;
  }

  /** Roles to choose from. */
  public NamespaceRole[] getRoles() {
    return NamespaceRole.values();
  }

  /** Who becomes a member. */
  public String getUser() {
    return user;
  }

  /** Takes who becomes a member. */
  public void setUser(String user) {
    this.user = user;
  }

  /** What the new member may do. */
  public NamespaceRole getRole() {
    return role;
  }

  /** Takes what the new member may do. */
  public void setRole(NamespaceRole role) {
    this.role = role;
  }

  /** The name as typed before deleting. */
  public String getTyped() {
    return typed;
  }

  /** Takes the name as typed before deleting. */
  public void setTyped(String typed) {
    this.typed = typed;
  }
}
