package org.sluice.platform;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Has the release read when the application starts: a job that goes on after a restart asks for it
 * before there is any request, and outside of one nothing may be injected that belongs to requests.
 */
@WebListener
public class ReleaseReader implements ServletContextListener {

  @Inject private Release release;

  @Override
  public void contextInitialized(ServletContextEvent started) {
    release.read(started.getServletContext());
  }
}
