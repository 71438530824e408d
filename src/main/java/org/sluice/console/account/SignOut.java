package org.sluice.console.account;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.sluice.identity.signin.SignIn;

/** Ends the session; a plain form, so that it works on a page whose state has expired. */
@WebServlet("/ui/sign-out")
public class SignOut extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private SignIn signIn;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    signIn.signOut(request);
    response.sendRedirect(request.getContextPath() + SignIn.PAGE + "?out");
  }
}
