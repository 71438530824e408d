package org.sluice.console.guide;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import org.omnifaces.util.Faces;
import org.sluice.platform.network.Client;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.RestApplication;

/** Behind the help of every page: the address of the API, and the command that asks it. */
@Named
@RequestScoped
public class Guide {

  private static final ApiAddresses ADDRESSES = ApiAddresses.read();

  @Inject private Settings settings;

  /** Name of the page that is shown, such as {@code jobs}. */
  public String getPage() {
    return Faces.getViewId().replaceAll("^.*/|\\.xhtml$", "");
  }

  /** Whether there is help for a page. */
  public boolean knows(String page) {
    return call(page).isPresent();
  }

  /** The whole address that yields what the page shows, with its filters. */
  public String address(String page) {
    return call(page).map(call -> base() + call.filled()).orElse(null);
  }

  /** A command that asks for it with a token in {@code SLUICE_TOKEN}. */
  public String command(String page) {
    return call(page)
        .map(
            call ->
                "curl -H \"Authorization: Bearer $SLUICE_TOKEN\""
                    + (call.address().body() == null
                        ? ""
                        : " -H 'Content-Type: application/json' -d '" + call.address().body() + "'")
                    + " '"
                    + base()
                    + call.filled()
                    + "'")
        .orElse(null);
  }

  private static Optional<ApiAddresses.Call> call(String page) {
    return ADDRESSES.of(page, Faces.getRequestParameterMap());
  }

  /** As people reach this installation: what its settings say, else what this one did. */
  private String base() {
    Client client = Client.of(Faces.getRequest());
    return settings.publicUrl().orElseGet(() -> client.scheme() + "://" + client.host())
        + Faces.getRequestContextPath()
        + RestApplication.BASE;
  }
}
