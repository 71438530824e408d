package org.sluice.console.configuration;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.configsource.ConfigSourceService;
import org.sluice.configsource.ConfigSourceView;
import org.sluice.console.Rows;
import org.sluice.identity.Caller;

/** Behind the page of all configuration sources. */
@Named
@RequestScoped
public class ConfigSourcesBacking {

  @Inject private Caller caller;
  @Inject private ConfigSourceService sources;

  private Rows<ConfigSourceView> rows;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            ConfigSourceService.SORT_KEYS,
            "name",
            ConfigSourceService.FILTERS,
            Set.of(),
            ConfigSourceView::name,
            query -> sources.list(caller, query));
  }

  /** The sources. */
  public Rows<ConfigSourceView> getRows() {
    return rows;
  }

  /** Whether the caller sees no source at all. */
  public boolean isBare() {
    return rows.isBare();
  }
}
