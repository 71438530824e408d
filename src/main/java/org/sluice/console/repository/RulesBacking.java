package org.sluice.console.repository;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.fleet.FleetService;
import org.sluice.fleet.RepositoryView;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.identity.Caller;
import org.sluice.mirror.MirrorSettings;
import org.sluice.rest.Patch;

/** Behind the rules of one mirror: which refs it has, and which changes of them it takes. */
@Named
@RequestScoped
public class RulesBacking {

  private static final Set<String> FIELDS = Set.of("changePolicy", "refs");

  @Inject private RepositoryBacking page;
  @Inject private Caller caller;
  @Inject private FleetService fleet;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private ChangePolicy policy;
  private String include;
  private String exclude;

  @PostConstruct
  void open() {
    if (page.getRepository() != null) {
      MirrorSettings settings = page.getRepository().mirror().settings();
      policy = settings.changePolicy();
      include = String.join("\n", settings.refs().include());
      exclude = String.join("\n", settings.refs().exclude());
    }
  }

  /** Saves the rules. */
  public void save() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("changePolicy", policy.name());
    ObjectNode refs = fields.putObject("refs");
    globs(include, refs.putArray("include"));
    globs(exclude, refs.putArray("exclude"));
    RepositoryView repository = page.getRepository();
    try {
      fleet.change(
          caller,
          repository.owner(),
          repository.name(),
          Patch.of(fields, FIELDS),
          page.getVersion());
      Messages.addFlashGlobalInfo("{0}", language.text("repository.saved"));
      Faces.redirect("ui/repository.xhtml?owner=%s&name=%s", repository.owner(), repository.name());
    } catch (DomainException refused) {
      refusals.show(placed(refused));
    }
  }

  /** The inputs' ids hold no dot: {@code refs.include} stands beside {@code include}. */
  private static DomainException placed(DomainException refused) {
    List<FieldError> errors =
        refused.errors().stream()
            .map(each -> new FieldError(each.field().replace("refs.", ""), each.message()))
            .toList();
    return errors.isEmpty() ? refused : DomainException.invalid(errors);
  }

  private static void globs(String lines, ArrayNode into) {
    if (lines != null) {
      lines.lines().map(String::strip).filter(each -> !each.isEmpty()).forEach(into::add);
    }
  }

  /** Policies to choose from. */
  public ChangePolicy[] getPolicies() {
    return ChangePolicy.values();
  }

  /** What happens to destructive changes. */
  public ChangePolicy getPolicy() {
    return policy;
  }

  /** Takes what happens to destructive changes. */
  public void setPolicy(ChangePolicy policy) {
    this.policy = policy;
  }

  /** Globs of what is mirrored, one a line. */
  public String getInclude() {
    return include;
  }

  /** Takes globs of what is mirrored, one a line. */
  public void setInclude(String include) {
    this.include = include;
  }

  /** Globs of what is not mirrored, one a line. */
  public String getExclude() {
    return exclude;
  }

  /** Takes globs of what is not mirrored, one a line. */
  public void setExclude(String exclude) {
    this.exclude = exclude;
  }
}
