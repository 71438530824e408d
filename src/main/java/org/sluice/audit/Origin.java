package org.sluice.audit;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import org.sluice.platform.network.Client;

/** Remembers for the length of a request from which address it came. */
@WebListener
public class Origin implements ServletRequestListener {

  private static final String INSIDE = "sluice";
  private static final ThreadLocal<String> ADDRESS = new ThreadLocal<>();

  /** Address of the client of this thread's request, or {@code sluice} outside of requests. */
  public static String current() {
    String address = ADDRESS.get();
    return address == null ? INSIDE : address;
  }

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    ADDRESS.set(Client.of((HttpServletRequest) event.getServletRequest()).address());
  }

  @Override
  public void requestDestroyed(ServletRequestEvent event) {
    ADDRESS.remove();
  }
}
