/*
 * The page that imports lists. What somebody brings stays in the page, and the bytes that were
 * looked at are the bytes that are imported: the server keeps nothing in between. Options, and which
 * lines are shown, stand in the address; pasted text outlives a reload of the tab.
 */
(function () {
  "use strict";

  var PAGE = 50;
  var MOST_KEPT = 1 << 20;
  var KEPT = "sluice.list";
  var TONES = { ADD: "ok", DUPLICATE: "off", REFUSED: "bad" };

  var sluice = window.sluice;
  var page = document.querySelector("[data-list=page]");
  if (!page) {
    return;
  }
  var form = document.getElementById("list");
  var area = document.getElementById("list-text");
  var input = document.getElementById("list-file");
  var text = sluice.text;

  /** The chosen file: {name, blob}; its bytes as they were when it was chosen. */
  var file = null;
  /** What was looked at last, and what the server said of it. */
  var looked = null;
  var preview = null;
  var show = "";
  var number = 1;
  var question = 0;
  /** Grows with every change of what is brought. */
  var edition = 0;

  function part(name) {
    return page.querySelector('[data-list="' + name + '"]');
  }

  function say(name, words) {
    var place = part(name);
    place.hidden = !words;
    place.querySelector("span").textContent = words || "";
  }

  /* ---- What is brought ---- */

  function keep() {
    try {
      if (area.value && area.value.length <= MOST_KEPT) {
        sessionStorage.setItem(KEPT, area.value);
      } else {
        sessionStorage.removeItem(KEPT);
      }
    } catch (full) {
      // Then it lasts as long as the page.
    }
  }

  function source() {
    return file ? file.blob : new Blob([area.value]);
  }

  function drawFile() {
    area.hidden = file !== null;
    part("chosen").hidden = file === null;
    if (file) {
      part("name").textContent = file.name;
      part("size").textContent = sluice.bytes(file.blob.size);
    }
  }

  /** Its bytes are read at once: another program may write the file before it is imported. */
  function take(chosen) {
    clearWrong();
    if (chosen.size > Number(page.dataset.most)) {
      wrong(text("script.list.large", chosen.name, sluice.bytes(chosen.size)), page.dataset.limits);
      return;
    }
    chosen.arrayBuffer().then(function (bytes) {
      edition++;
      file = { name: chosen.name, blob: new Blob([bytes], { type: chosen.type }) };
      drawFile();
      look();
    }, function () {
      wrong(text("script.list.unreadable", chosen.name));
    });
  }

  function giveBack() {
    file = null;
    input.value = "";
    drawFile();
    area.focus();
    changed();
  }

  /* ---- What is wrong ---- */

  function clearWrong() {
    part("wrong").textContent = "";
    Array.prototype.forEach.call(form.querySelectorAll(".wrong"), function (words) {
      var field = document.getElementById(words.dataset.of);
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-errormessage");
      words.remove();
    });
  }

  function wrong(title, detail, foreign) {
    var note = document.createElement("div");
    note.className = "note bad spaced";
    var words = document.createElement("div");
    var head = document.createElement("b");
    head.textContent = title;
    words.appendChild(head);
    if (detail) {
      var more = document.createElement("p");
      more.textContent = detail.charAt(0).toUpperCase() + detail.slice(1);
      if (foreign) {
        more.lang = "en";
      }
      words.appendChild(more);
    }
    note.appendChild(words);
    part("wrong").textContent = "";
    part("wrong").appendChild(note);
  }

  function wrongField(error) {
    var field = form.elements.namedItem(error.field);
    var words = document.createElement("span");
    words.className = "wrong";
    words.id = "list-wrong-" + error.field;
    words.lang = "en";
    words.dataset.of = field.id;
    words.textContent = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-errormessage", words.id);
    field.insertAdjacentElement("afterend", words);
    field.focus();
  }

  /** A refusal stands beside its field, or above what was seen before; what was brought stays. */
  function refused(answer) {
    var errors = answer.errors || [];
    var placed = errors.filter(function (error) {
      return ["namespace", "tags", "interval"].indexOf(error.field) >= 0;
    });
    placed.forEach(wrongField);
    if (placed.length === 0 && answer.message) {
      var ofList = errors.length > 0;
      wrong(ofList ? text("script.list.refused") : answer.message, ofList ? errors[0].message : null, ofList);
    }
  }

  /* ---- Looking ---- */

  function options() {
    var query = new URLSearchParams();
    query.set("namespace", form.elements.namedItem("namespace").value);
    var tags = form.elements.namedItem("tags").value.trim();
    if (tags) {
      query.set("tags", tags);
    }
    if (form.elements.namedItem("mirror").checked) {
      query.set("mirror", "true");
    }
    var interval = form.elements.namedItem("interval").value;
    if (interval) {
      query.set("interval", interval);
    }
    return query;
  }

  function address() {
    var query = options();
    if (preview) {
      query.set("show", show || "all");
      if (number > 1) {
        query.set("page", String(number));
      }
    }
    sluice.address(query.toString());
  }

  function busy(button, is) {
    if (is) {
      button.setAttribute("aria-busy", "true");
    } else {
      button.removeAttribute("aria-busy");
    }
  }

  function look(stay) {
    clearWrong();
    var brought = source();
    if (brought.size === 0) {
      wrong(text("script.list.nothing"));
      area.focus();
      return;
    }
    if (brought.size > Number(page.dataset.most)) {
      wrong(text("script.list.large", text("script.list.pasted"), sluice.bytes(brought.size)), page.dataset.limits);
      return;
    }
    var mine = ++question;
    var seen = edition;
    var query = options();
    var button = part("look");
    busy(button, true);
    query.set("dryRun", "true");
    sluice.post("import?" + query, brought).then(function (answer) {
      if (mine !== question) {
        return;
      }
      busy(button, false);
      if (answer.refused) {
        preview = null;
        part("preview").hidden = true;
        refused(answer);
      } else {
        looked = brought;
        preview = answer;
        if (!stay) {
          show = "";
          number = 1;
        }
        draw();
        if (edition !== seen) {
          changed();
        }
        if (!stay) {
          document.getElementById("preview-title").focus();
        }
      }
      address();
    });
  }

  /** What was seen, or is being looked at, no longer says what would happen. */
  function changed() {
    edition++;
    if (preview) {
      part("stale").hidden = false;
      part("go").disabled = true;
    }
  }

  /* ---- Drawing ---- */

  function line(each) {
    var row = document.getElementById("list-line").content.firstElementChild.cloneNode(true);
    var cells = row.children;
    cells[0].textContent = sluice.whole.format(each.line);
    cells[0].setAttribute("aria-label", text("script.list.line", each.line, sluice.whole.format(each.line)));
    cells[1].firstChild.className = "badge " + TONES[each.verdict];
    cells[1].firstChild.textContent = text("script.list." + each.verdict);
    cells[2].firstChild.textContent = each.url || "–";
    if (each.verdict === "ADD") {
      cells[3].firstChild.textContent = each.becomes;
      cells[3].lastChild.removeAttribute("lang");
      cells[3].lastChild.textContent = each.mirror ? text("script.list.mirrored") : "";
    } else {
      cells[3].firstChild.textContent = preview.reasons[each.reason];
      cells[3].lastChild.textContent = each.detail;
    }
    return row;
  }

  function draw() {
    var counts = preview.verdicts;
    var fitting = preview.lines.filter(function (each) {
      return show === "" || each.verdict === show;
    });
    var last = Math.max(1, Math.ceil(fitting.length / PAGE));
    number = Math.min(Math.max(1, number), last);
    var from = (number - 1) * PAGE;
    var rows = fitting.slice(from, from + PAGE);
    part("preview").hidden = false;
    part("stale").hidden = true;
    part("format").textContent = text("script.list.format", preview.total, sluice.whole.format(preview.total), preview.format);
    var go = part("go");
    go.disabled = counts.ADD === 0;
    go.querySelector("span").textContent = text("script.list.go", counts.ADD, sluice.whole.format(counts.ADD));
    say("passed", preview.passedOver.length === 0 ? "" : text("script.list.passed", preview.passedOver.join(", ")));
    say("left", preview.linesLeftOut === 0 || last > number ? "" : text("script.list.left", preview.linesLeftOut, sluice.whole.format(preview.linesLeftOut)));
    Array.prototype.forEach.call(part("shows").children, function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.show === show));
      button.querySelector("b").textContent = sluice.whole.format(button.dataset.show ? counts[button.dataset.show] : preview.total);
    });
    var body = part("lines");
    body.textContent = "";
    rows.forEach(function (each) {
      body.appendChild(line(each));
    });
    part("none").hidden = rows.length > 0;
    part("pager").hidden = last === 1;
    part("place").textContent = from + 1 + "–" + (from + rows.length) + " / " + sluice.whole.format(fitting.length);
    part("pager").querySelector('[data-turn="-1"]').disabled = number === 1;
    part("pager").querySelector('[data-turn="1"]').disabled = number === last;
    part("said").textContent = [part("format").textContent, text("script.list.ADD"), counts.ADD, text("script.list.DUPLICATE"), counts.DUPLICATE, text("script.list.REFUSED"), counts.REFUSED].join(" ");
  }

  /* ---- Importing ---- */

  function go() {
    var button = part("go");
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    clearWrong();
    busy(button, true);
    sluice.post("import?" + options(), looked).then(function (answer) {
      busy(button, false);
      if (answer.refused) {
        refused(answer);
        if (answer.jobId) {
          sluice.job(answer.jobId);
        }
        return;
      }
      // It is in: a second click would only find everything there already.
      preview = null;
      file = null;
      input.value = "";
      area.value = "";
      keep();
      drawFile();
      part("preview").hidden = true;
      address();
      sluice.started(answer);
    });
  }

  /* ---- Events ---- */

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    look();
  });
  input.addEventListener("change", function () {
    if (input.files.length > 0) {
      take(input.files[0]);
    }
  });
  area.addEventListener("input", function () {
    keep();
    changed();
  });
  ["namespace", "tags", "mirror", "interval"].forEach(function (name) {
    form.elements.namedItem(name).addEventListener("change", function () {
      if (preview) {
        look(true);
      } else {
        address();
      }
    });
  });
  part("away").addEventListener("click", giveBack);
  part("go").addEventListener("click", go);
  part("shows").addEventListener("click", function (event) {
    var button = event.target.closest("[data-show]");
    if (button) {
      show = button.dataset.show;
      number = 1;
      draw();
      address();
    }
  });
  part("pager").addEventListener("click", function (event) {
    var button = event.target.closest("[data-turn]");
    if (button) {
      number += Number(button.dataset.turn);
      draw();
      address();
      document.getElementById("preview-title").focus();
    }
  });
  var drop = part("drop");
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    drop.addEventListener(kind, function (event) {
      if (event.dataTransfer.types.indexOf("Files") < 0) {
        return;
      }
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length > 0) {
        take(event.dataTransfer.files[0]);
      }
    });
  });

  /* ---- Start: what the address and the tab remember ---- */

  function start() {
    var asked = new URLSearchParams(location.search);
    try {
      area.value = area.value || sessionStorage.getItem(KEPT) || "";
    } catch (blocked) {
      // Then nothing was kept.
    }
    if (asked.get("show") && area.value) {
      show = TONES[asked.get("show")] ? asked.get("show") : "";
      number = Number(asked.get("page")) || 1;
      look(true);
    }
  }

  document.addEventListener("DOMContentLoaded", start);
})();
