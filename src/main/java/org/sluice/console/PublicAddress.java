package org.sluice.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.omnifaces.util.Faces;
import org.sluice.platform.network.Client;
import org.sluice.platform.settings.Settings;

/**
 * Where people and programs reach this installation, for addresses that are copied from a page.
 *
 * <p>It is what the settings say ({@code sluice.public-url}), else the address by which the reader
 * came, which a trusted proxy tells: behind one, the address that the server itself has is of no
 * use to anybody.
 */
@RequestScoped
public class PublicAddress {

  @Inject private Settings settings;

  /**
   * The whole address of something.
   *
   * @param path from the root of the application, such as {@code /config}
   */
  public String of(String path) {
    return settings.publicUrl().orElseGet(PublicAddress::asked) + path;
  }

  private static String asked() {
    Client client = Client.of(Faces.getRequest());
    String server =
        client.host() == null
            ? Faces.getRequestDomainURL()
            : client.scheme() + "://" + client.host();
    return server + Faces.getRequestContextPath();
  }
}
