package org.sluice.console.account;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.sluice.identity.signin.SignIn;

/** Ends the session; a plain form, so that it works on a page whose state has expired. */
@WebServlet(SignIn.OUT)
public class SignOut extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private SignIn signIn;

  /** Nobody is signed out by following a link. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.sendRedirect(request.getContextPath() + SignIn.HOME);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    signIn.signOut(request);
    response.sendRedirect(request.getContextPath() + SignIn.PAGE + "?out");
  }
}
