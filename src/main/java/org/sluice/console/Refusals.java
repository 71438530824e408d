package org.sluice.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIComponent;
import jakarta.faces.component.UIForm;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import java.time.Duration;
import org.omnifaces.util.Components;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.failure.FieldError;

/** Tells people why a door refused: beside the field, above the page, or as a page of its own. */
@RequestScoped
public class Refusals {

  @Inject private Language language;

  /** The refusal in one sentence of the page's language, as far as it is known there. */
  public String words(DomainException refusal) {
    if (refusal.kind() == FailureKind.TOO_MANY && refusal.retryAfter().isPresent()) {
      return language.text("refusal.too-many", wait(refusal.retryAfter().get()));
    }
    String key = "refusal." + refusal.slug();
    return language.has(key) ? language.text(key) : language.said(refusal.getMessage());
  }

  private static String wait(Duration time) {
    long seconds = Math.max(1, time.toSeconds());
    return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
  }

  /**
   * Shows the refusal on the page that is being worked on. A broken rule of a field stands beside
   * the input of that id in the posted form; what has no such input stands above the page. An edit
   * that came too late is fatal: it cannot be sent again from where it stands.
   */
  public void show(DomainException refusal) {
    if (refusal.kind() == FailureKind.INTERNAL) {
      throw refusal;
    }
    boolean placed = false;
    if (refusal.kind() == FailureKind.INVALID) {
      for (FieldError error : refusal.errors()) {
        placed = true;
        UIComponent input = input(error.field());
        if (input == null) {
          Messages.addGlobalError("{0}", error.field() + ": " + words(error));
        } else {
          Messages.add(
              FacesMessage.SEVERITY_ERROR, input.getClientId(), "{0}", sentence(words(error)));
        }
      }
    }
    if (refusal.kind() == FailureKind.STALE) {
      Messages.addGlobalFatal("{0}", words(refusal));
    } else if (!placed) {
      Messages.addGlobalError("{0}", words(refusal));
    }
    FacesContext.getCurrentInstance().validationFailed();
  }

  /** What is wrong with one field, in the page's language. */
  public String words(FieldError error) {
    return language.said(error.message());
  }

  /** What is said of a defect; the log has its cause under the same id. */
  String incident(String id) {
    return language.text("refusal.incident", id);
  }

  /** Says above the page that something is wrong. */
  public void tell(String words) {
    Messages.addGlobalError("{0}", words);
    FacesContext.getCurrentInstance().validationFailed();
  }

  /** Shows a broken rule beside one field. */
  public void show(String field, String message) {
    show(DomainException.invalid(field, message));
  }

  private static UIComponent input(String field) {
    UIForm form = Components.getCurrentForm();
    return form == null ? null : form.findComponent(field);
  }

  private static String sentence(String words) {
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** Answers with the error page that fits instead of the page that was asked for. */
  public void answer(DomainException refusal) {
    int status =
        switch (refusal.kind()) {
          case NOT_FOUND, INVALID -> 404;
          case FORBIDDEN, UNAUTHENTICATED -> 403;
          default -> throw refusal;
        };
    Faces.responseSendError(status, null);
  }
}
