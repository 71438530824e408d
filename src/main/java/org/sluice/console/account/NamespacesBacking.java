package org.sluice.console.account;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.namespace.NamespaceView;
import org.sluice.identity.namespace.NewNamespace;

/** Behind the page of namespaces. */
@Named
@RequestScoped
public class NamespacesBacking {

  @Inject private Caller caller;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;

  private Rows<NamespaceView> rows;
  private String name;
  private String description;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            NamespaceService.SORT_KEYS,
            "name",
            NamespaceService.FILTERS,
            Set.of(),
            namespace -> namespace.id().toString(),
            query -> namespaces.list(caller, query));
  }

  /** Makes a team and leads to it. */
  public void make() {
    try {
      NamespaceView made = namespaces.create(caller, new NewNamespace(name, description));
      Faces.redirect("ui/namespace.xhtml?name=%s", made.name());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** The namespaces that the caller sees. */
  public Rows<NamespaceView> getRows() {
    return rows;
  }

  /** Name of the new one. */
  public String getName() {
    return name;
  }

  /** Takes the name of the new one. */
  public void setName(String name) {
    this.name = name;
  }

  /** What the new one is for. */
  public String getDescription() {
    return description;
  }

  /** Takes what the new one is for. */
  public void setDescription(String description) {
    this.description = description;
  }
}
