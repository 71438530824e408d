/*
 * What people enter is sent once, and is not lost without a word: what a form held when its session
 * had ended, when Sluice did not answer or when somebody else was faster is kept for this tab alone
 * and put back in where the page is opened again. Secrets are never kept.
 */
(function () {
  "use strict";

  var KEPT = "sluice.entered";
  var HOUR = 3600 * 1000;
  var PATIENCE = 30 * 1000;

  /** Why it is known that a form was not saved. */
  var UNSAVED = ["signed-out", "overtaken", "refused"];

  /** A form's own id; its property of that name may be an input that is called so. */
  function idOf(form) {
    return form.getAttribute("id");
  }

  function isPost(form) {
    return form.method === "post" && idOf(form) !== null && idOf(form) !== "signin";
  }

  /* ---- A form is sent once, however often its button is pressed ---- */

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[data-sending]").forEach(function (button) {
      delete button.dataset.sending;
      button.removeAttribute("aria-busy");
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent === "true") {
      event.preventDefault();
      return;
    }
    if (isPost(form) && window.sluice && window.sluice.isLost()) {
      event.preventDefault();
      sendOnceBack(form, event.submitter);
      return;
    }
    form.dataset.sent = "true";
    if (event.submitter) {
      event.submitter.dataset.sending = "true";
      event.submitter.setAttribute("aria-busy", "true");
    }
    if (isPost(form)) {
      keep(form, "sent");
    }
    // A form that leads to a file leaves its page where it is.
    setTimeout(release, PATIENCE, form);
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form").forEach(release);
  });

  /** Where Sluice is known not to answer, the page with what was entered is not left. */
  function sendOnceBack(form, submitter) {
    window.sluice.isBack().then(function (back) {
      if (back) {
        form.requestSubmit(submitter);
      } else {
        window.sluice.toast("bad", window.sluice.text("script.entered.unsent"), window.sluice.text("script.entered.unsent.detail"));
      }
    });
  }

  /* ---- What was entered ---- */

  function kept() {
    try {
      var entered = JSON.parse(sessionStorage.getItem(KEPT));
      return entered && Date.now() - entered.at < HOUR ? entered : null;
    } catch (blocked) {
      return null;
    }
  }

  function remember(entered) {
    try {
      if (entered === null) {
        sessionStorage.removeItem(KEPT);
      } else {
        sessionStorage.setItem(KEPT, JSON.stringify(entered));
      }
    } catch (blocked) {
      // Without storage, or with more than it takes, nothing is kept.
    }
  }

  function who() {
    var name = document.querySelector("#me .who b");
    return name ? name.textContent : null;
  }

  function isSecret(input) {
    return input.type === "password" || input.dataset.secret !== undefined || /\/\/[^/@]*:[^/@]*@/.test(input.value);
  }

  function isChosen(input) {
    return input.type === "checkbox" || input.type === "radio";
  }

  /** Several boxes may have one name, and then each a value of its own. */
  function nameOf(input) {
    return isChosen(input) ? input.name + "=" + input.value : input.name;
  }

  function valueOf(input) {
    if (isChosen(input)) {
      return input.checked;
    }
    return input.multiple && input.options ? Array.prototype.map.call(input.selectedOptions, function (option) {
      return option.value;
    }) : input.value;
  }

  function inputsOf(form) {
    return Array.prototype.filter.call(form.elements, function (input) {
      return input.name && /^(INPUT|SELECT|TEXTAREA)$/.test(input.tagName) && !/^(hidden|submit|button|image|reset|file)$/.test(input.type);
    });
  }

  function isChanged(input) {
    if (isChosen(input)) {
      return input.checked !== input.defaultChecked;
    }
    if (input.options) {
      var given = Array.prototype.filter.call(input.options, function (option) {
        return option.defaultSelected;
      });
      return given.length === 0 ? input.selectedIndex > 0 : Array.prototype.some.call(input.options, function (option) {
        return option.selected !== option.defaultSelected;
      });
    }
    return input.value !== input.defaultValue;
  }

  /** Only what was changed is kept: what somebody else saved beside it stays as he saved it. */
  function keep(form, why) {
    var before = kept();
    var fields = before && isOf(before, form) && before.why === "answered" ? before.fields : {};
    var secret = false;
    inputsOf(form).forEach(function (input) {
      if (!isChanged(input)) {
        return;
      }
      if (isSecret(input)) {
        secret = true;
      } else {
        fields[nameOf(input)] = valueOf(input);
      }
    });
    remember({ form: idOf(form), action: form.getAttribute("action"), who: who(), at: Date.now(), why: why, secret: secret, fields: fields });
  }

  function isOf(entered, form) {
    return form !== null && entered.form === idOf(form) && entered.action === form.getAttribute("action");
  }

  /* ---- Where the page is opened again ---- */

  function putBack(form, entered) {
    inputsOf(form).forEach(function (input) {
      var value = entered.fields[nameOf(input)];
      if (value === undefined) {
        return;
      }
      if (isChosen(input)) {
        input.checked = value;
      } else if (Array.isArray(value)) {
        Array.prototype.forEach.call(input.options, function (option) {
          option.selected = value.indexOf(option.value) >= 0;
        });
      } else {
        input.value = value;
      }
      // Whatever follows an input follows it now too.
      ["input", "change"].forEach(function (kind) {
        input.dispatchEvent(new Event(kind, { bubbles: true }));
      });
    });
  }

  function unfold(form) {
    var fold = form.closest("details");
    if (fold) {
      fold.open = true;
    }
  }

  function note(before, tone, words, detail) {
    var box = document.createElement("div");
    box.className = "note " + tone;
    box.setAttribute("role", "status");
    var said = document.createElement("p");
    said.textContent = [words, detail].filter(Boolean).join(" ");
    box.appendChild(said);
    before.parentNode.insertBefore(box, before);
    return said;
  }

  function again(form, entered) {
    var text = window.sluice.text;
    if (Object.keys(entered.fields).length === 0 && !entered.secret) {
      window.sluice.toast("bad", text("script.entered.undone"), text("script.entered.undone.detail"));
      return;
    }
    unfold(form);
    putBack(form, entered);
    var said = note(form, "warn", text(entered.why === "overtaken" ? "script.entered.overtaken" : entered.why === "sent" ? "script.entered.perhaps" : "script.entered.again"), entered.secret ? text("script.entered.secret") : null);
    said.parentNode.dataset.entered = "again";
    var submit = form.querySelector("[type=submit]");
    (inputsOf(form)[0] || submit).focus();
  }

  /** What the answer to a form says of it. */
  function answered(form, entered) {
    unfold(form);
    var overtaken = document.querySelector("#notes .overtaken");
    entered.why = overtaken ? "overtaken" : "answered";
    remember(entered);
    if (overtaken) {
      var link = document.createElement("a");
      link.href = location.href;
      link.textContent = window.sluice.text("script.entered.over");
      overtaken.appendChild(document.createTextNode(" "));
      overtaken.appendChild(link);
    }
  }

  function isHistory() {
    var way = performance.getEntriesByType("navigation")[0];
    return !!way && way.type === "back_forward";
  }

  function start() {
    // A page that answers a form is one to come back to, not one to send the form again for.
    history.replaceState(history.state, "", location.href);
    var entered = kept();
    if (!window.sluice || !entered) {
      remember(null);
      return;
    }
    if (document.querySelector(".gate") && document.body.dataset.live === "on") {
      // An error page: whoever opens the form again from there finds it as it was.
      entered.why = "refused";
      remember(entered);
      return;
    }
    if (document.body.dataset.live !== "on") {
      var signin = document.getElementById("signin");
      if (signin && new URLSearchParams(location.search).has("next")) {
        entered.why = "signed-out";
        remember(entered);
        if (Object.keys(entered.fields).length > 0) {
          note(signin, "", window.sluice.text("script.entered.kept"));
        }
      } else {
        remember(null);
      }
      return;
    }
    var form = document.getElementById(entered.form);
    var wrong = document.querySelector("#notes .bad, #notes .overtaken, .field .wrong") !== null;
    if (entered.who !== who()) {
      remember(null);
    } else if (isOf(entered, form) && wrong) {
      answered(form, entered);
    } else if (isOf(entered, form) && (UNSAVED.indexOf(entered.why) >= 0 || isHistory())) {
      remember(null);
      again(form, entered);
    } else if (UNSAVED.indexOf(entered.why) < 0) {
      remember(null);
    }
  }

  /* ---- A page that is left because its session is over ---- */

  var touched = null;

  document.addEventListener("input", function (event) {
    if (event.target.form && isPost(event.target.form)) {
      touched = event.target.form;
    }
  });

  window.addEventListener("pagehide", function () {
    if (touched && window.sluice && window.sluice.isGone() && touched.dataset.sent !== "true") {
      keep(touched, "signed-out");
    }
  });

  start();
})();
