package org.sluice.console.configuration;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import org.sluice.configsource.ConfigSourceService;
import org.sluice.configsource.ConfigSourceView;
import org.sluice.identity.Caller;
import org.sluice.rest.PageQuery;

/** Behind the line of a repository's page that says as what its configuration is served. */
@Named
@RequestScoped
public class RepositorySourcesBacking {

  private static final int MOST = 20;

  @Inject private Caller caller;
  @Inject private ConfigSourceService sources;

  /** Names of the sources that read a repository, the first of them. */
  public List<String> names(String repository) {
    PageQuery query =
        new PageQuery(
            1,
            MOST,
            List.of(new PageQuery.Sort("name", false)),
            null,
            Map.of("repository", repository));
    return sources.list(caller, query).items().stream().map(ConfigSourceView::name).toList();
  }
}
