package org.sluice.console.dashboard;

/** What an installation is to have been used for, in the order in which one begins. */
public enum FirstStep {
  /** A repository is tracked. */
  IMPORTED("import.xhtml", "import", false),
  /** A mirror has been level with its upstream. */
  SYNCED("repositories.xhtml", "sync", false),
  /** Pull requests are read, or an account at a forge is there to read them. */
  FORGE("forge-account.xhtml", "plug", true),
  /** The caller has a token. */
  TOKEN("tokens.xhtml", "key", false),
  /** Somebody receives what changes. */
  SUBSCRIBER("subscriber.xhtml", "parcel", false),
  /** Configuration is served. */
  CONFIGURATION("configuration-source.xhtml", "config", true);

  private final String page;
  private final String icon;
  private final boolean administrative;

  FirstStep(String page, String icon, boolean administrative) {
    this.page = page;
    this.icon = icon;
    this.administrative = administrative;
  }

  /** Where it is taken. */
  public String page() {
    return page;
  }

  /** The icon of what it is about. */
  public String icon() {
    return icon;
  }

  /** Whether only administrators can take it. */
  boolean administrative() {
    return administrative;
  }
}
