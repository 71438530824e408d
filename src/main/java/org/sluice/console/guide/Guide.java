package org.sluice.console.guide;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import org.omnifaces.util.Faces;
import org.sluice.console.PublicAddress;
import org.sluice.rest.RestApplication;

/** Behind the help of every page: the address of the API, and the command that asks it. */
@Named
@RequestScoped
public class Guide {

  private static final ApiAddresses ADDRESSES = ApiAddresses.read();

  @Inject private PublicAddress installation;

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
    return call(page).map(this::whole).orElse(null);
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
                    + whole(call)
                    + "'")
        .orElse(null);
  }

  private static Optional<ApiAddresses.Call> call(String page) {
    return ADDRESSES.of(page, Faces.getRequestParameterMap());
  }

  private String whole(ApiAddresses.Call call) {
    return installation.of(RestApplication.BASE + call.filled());
  }
}
