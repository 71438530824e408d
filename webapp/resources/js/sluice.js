/*
 * The console's script: times that stay true, keyboard, menus and dialogs, live jobs and mirrors.
 * It acts by attributes (data-…) on whatever the page holds, also on what Faces puts in later, and
 * needs no inline script. Live data comes from /ui/live in the session of the page.
 */
(function () {
  "use strict";

  var texts = {};
  var base = "/ui/";
  var language = document.documentElement.lang || "en";
  var plural = new Intl.PluralRules(language);
  var whole = new Intl.NumberFormat(language);

  /* ---- Small things ---- */

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function one(selector, within) {
    return (within || document).querySelector(selector);
  }

  /** A text of the bundle; {0}, {1} are replaced, and a number in first place chooses .one or .other. */
  function text(key) {
    var values = Array.prototype.slice.call(arguments, 1);
    var pattern = texts[key];
    if (pattern === undefined && typeof values[0] === "number") {
      pattern = texts[key + "." + (plural.select(values[0]) === "one" ? "one" : "other")];
    }
    return (pattern === undefined ? key : pattern).replace(/\{(\d)\}/g, function (hole, index) {
      var value = values[Number(index)];
      return typeof value === "number" ? whole.format(value) : value === undefined ? "" : value;
    });
  }

  function element(name, className, content) {
    var made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (content !== undefined && content !== null) {
      made.textContent = content;
    }
    return made;
  }

  /** Writes only what differs, so that screen readers and selections are left alone. */
  function put(node, content) {
    if (node && node.textContent !== content) {
      node.textContent = content;
    }
  }

  function remember(store, key, value) {
    try {
      if (value === undefined) {
        return JSON.parse(store.getItem(key));
      }
      store.setItem(key, JSON.stringify(value));
    } catch (blocked) {
      // Private windows may refuse; then nothing is remembered.
    }
    return value === undefined ? null : value;
  }

  /* ---- Times ---- */

  var relative = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
  // Shortened, Spanish has one letter for months and another's for minutes.
  var longAgo = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "long" });
  var exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  var UNITS = [["year", 31556952], ["month", 2629746], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

  function ago(instant) {
    var seconds = Math.round((instant.getTime() - Date.now()) / 1000);
    for (var i = 0; i < UNITS.length; i++) {
      if (Math.abs(seconds) >= UNITS[i][1] || UNITS[i][1] === 1) {
        if (UNITS[i][1] > 86400) {
          return longAgo.format(Math.trunc(seconds / UNITS[i][1]), UNITS[i][0]);
        }
        return relative.format(Math.trunc(seconds / UNITS[i][1]), UNITS[i][0]).replace(".", "").replace(/ sec\b/, " s").replace(/ hr\b/, " h");
      }
    }
    return "";
  }

  function span(seconds) {
    var rounded = Math.max(1, Math.round(seconds));
    if (rounded < 90) {
      return text("script.seconds", rounded);
    }
    var minutes = Math.round(rounded / 60);
    return minutes < 90 ? text("script.minutes", minutes) : text("script.hours", Math.round(minutes / 60));
  }

  /** What is to come is due once its time is there: it does not lie behind. */
  function shownTime(node, instant) {
    if (node.dataset.exact !== undefined) {
      return (node.dataset.exact === "minutes" ? day : exact).format(instant);
    }
    return instant <= Date.now() && node.closest("[data-to-come]") ? text("script.due") : ago(instant);
  }

  function timesIn(within) {
    all("time[datetime]", within).forEach(function (node) {
      var instant = new Date(node.getAttribute("datetime"));
      if (isNaN(instant.getTime())) {
        return;
      }
      put(node, shownTime(node, instant));
      var hover = exact.format(instant);
      if (node.title !== hover) {
        node.title = hover;
      }
    });
  }

  /** Times within a sentence of the server, as the reader's clock shows them. */
  var clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  var day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

  function timed(sentence) {
    return (sentence || "").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, function (instant) {
      var time = new Date(instant);
      return (Math.abs(time - Date.now()) < 12 * 3600 * 1000 ? clock : day).format(time);
    });
  }

  function sentencesIn(within) {
    all("[data-timed]", within).forEach(function (node) {
      put(node, timed(node.textContent));
      if (node.title) {
        node.title = timed(node.title);
      }
    });
  }

  function bytes(count) {
    var units = ["B", "KiB", "MiB", "GiB", "TiB"];
    var unit = 0;
    while (count >= 1024 && unit < units.length - 1) {
      count /= 1024;
      unit++;
    }
    return new Intl.NumberFormat(language, { maximumFractionDigits: count < 10 && unit > 0 ? 1 : 0 }).format(count) + " " + units[unit];
  }

  function bytesIn(within) {
    all("data.bytes", within).forEach(function (node) {
      put(node, bytes(Number(node.value)));
    });
  }

  /* ---- Charts: the tab key stops once, arrows go from run to run, a line says what is pointed at ---- */

  function chartsIn() {
    all("[data-chart-run]").forEach(function (run) {
      run.setAttribute("aria-label", timed(run.dataset.chartRun));
    });
  }

  function readRun(run) {
    put(one("[data-chart=readout]", run.closest("[data-chart=runs]")), run.getAttribute("aria-label"));
  }

  function stepRuns(run, key) {
    var runs = all("[data-chart-run]", run.closest("[data-chart=runs]"));
    var at = runs.indexOf(run);
    var next = runs[{ ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: runs.length - 1 }[key]];
    if (next) {
      run.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    }
  }

  ["pointerover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var run = event.target.closest("[data-chart-run]");
      if (run) {
        readRun(run);
      }
    });
  });

  /* ---- Toasts ---- */

  /** One that stays is there until it is closed or taken away; all others leave by themselves. */
  function toast(tone, words, detail, link, stays) {
    var place = one("[data-toasts]");
    if (!place) {
      return null;
    }
    var box = element("div", "toast " + (tone || ""));
    if (stays) {
      box.dataset.stays = "yes";
    }
    var said = element("div", "words");
    said.appendChild(element("b", "", words));
    if (detail) {
      said.appendChild(element("span", "", detail + " "));
    }
    if (link) {
      var anchor = element("a", "", link.words);
      anchor.href = link.href;
      said.appendChild(anchor);
    }
    var close = element("button", "btn quiet icon");
    close.type = "button";
    close.setAttribute("aria-label", text("script.close"));
    close.appendChild(icon("close"));
    close.addEventListener("click", function () {
      box.remove();
    });
    box.appendChild(said);
    box.appendChild(close);
    // A modal dialog makes the rest inert: what is said while it is open is said inside it.
    var open = one("dialog[open]");
    (open || document.body).appendChild(place);
    place.appendChild(box);
    while (place.children.length > 4) {
      (one(".toast:not([data-stays])", place) || place.firstChild).remove();
    }
    if (stays) {
      return box;
    }
    var timer;
    function arm() {
      timer = setTimeout(function () {
        box.remove();
      }, tone === "bad" ? 15000 : 7000);
    }
    box.addEventListener("mouseenter", function () {
      clearTimeout(timer);
    });
    box.addEventListener("mouseleave", arm);
    arm();
    return box;
  }

  function icon(name) {
    var known = one("svg.i use");
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    var use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", (known ? known.getAttribute("href").split("#")[0] : "") + "#" + name);
    svg.appendChild(use);
    return svg;
  }

  /** What Faces said in passing becomes a toast; what is wrong stays on the page. */
  function notesToToasts() {
    all("#notes > li.info").forEach(function (note) {
      toast("ok", note.textContent.trim());
      note.remove();
    });
  }

  /* ---- Talking to /ui/live ---- */

  /** Milliseconds after which an answer is not waited for any more, and silence is told. */
  var LATE = 20000;
  var SILENT = 900;

  /** What says so where the session is over, and where Sluice does not answer. */
  var gone = null;
  var lost = null;
  var silentSince = 0;
  var watches = [];

  function sessionGone() {
    if (!gone) {
      gone = toast("bad", text("script.expired"), text("script.expired.detail"), {
        words: text("script.expired.again"),
        href: base + "sign-in.xhtml?next=" + encodeURIComponent(location.pathname + location.search)
      }, true) || document.body;
    }
  }

  /** A page that is being left has its questions broken off, which is not worth a word. */
  function unanswered() {
    if (silentSince === 0) {
      silentSince = Date.now();
    } else if (!lost && Date.now() - silentSince >= SILENT) {
      lost = toast("bad", text("script.lost"), text("script.lost.detail"), null, true);
    }
  }

  function answered() {
    silentSince = 0;
    if (lost) {
      lost.remove();
      lost = null;
      toast("ok", text("script.back"));
    }
  }

  /** Whoever has signed in again elsewhere finds this page going on. */
  function stillGone() {
    if (gone && !document.hidden) {
      ask("notices").then(function () {
        gone.remove();
        gone = null;
        watches.forEach(function (each) {
          each.kick();
        });
      }, function () {
        // Still signed out.
      });
    }
  }

  window.addEventListener("focus", stillGone);
  document.addEventListener("visibilitychange", stillGone);

  /** Whether Sluice itself answered, and not whatever stands in its place while it is away. */
  function isOurs(answer) {
    return answer.status === 304 || answer.status === 401 || answer.type === "opaqueredirect" || /json/.test(answer.headers.get("Content-Type"));
  }

  var tags = {};
  var copies = {};

  /** Asks for live data; an unchanged answer costs a 304 and nothing is drawn anew. */
  function ask(path) {
    var headers = { Accept: "application/json" };
    if (tags[path]) {
      headers["If-None-Match"] = tags[path];
    }
    return fetch(base + "live/" + path, {
      headers: headers,
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout ? AbortSignal.timeout(LATE) : undefined
    }).then(function (answer) {
      if (isOurs(answer)) {
        answered();
      } else {
        unanswered();
      }
      if (answer.status === 304) {
        return copies[path];
      }
      if (answer.status === 401 || answer.type === "opaqueredirect") {
        sessionGone();
      }
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      return answer.json().then(function (body) {
        tags[path] = answer.headers.get("ETag");
        copies[path] = body;
        return body;
      });
    }, function (broken) {
      unanswered();
      throw broken;
    });
  }

  /**
   * Asks for something to be done, also while the page is left; resolves to the answer, also to a
   * refusal's ({message, errors, jobId}). A Blob is sent as it is, all else as JSON.
   */
  function post(path, body, outlivesPage) {
    var whole = body instanceof Blob;
    return fetch(base + "live/" + path, {
      method: "POST",
      keepalive: outlivesPage === true,
      headers: { Accept: "application/json", "Content-Type": whole ? body.type || "application/octet-stream" : "application/json", "X-Sluice-Console": "1" },
      body: whole ? body : JSON.stringify(body || {}),
      credentials: "same-origin",
      redirect: "manual"
    }).then(
      function (answer) {
        if (answer.status === 401 || answer.type === "opaqueredirect") {
          sessionGone();
          return { refused: true };
        }
        return answer.json().then(function (given) {
          given.refused = !answer.ok;
          return given;
        });
      }
    ).catch(function () {
      unanswered();
      return { refused: true, message: text("script.offline") };
    });
  }

  /** The same, and says a refusal at the edge of the page. */
  function act(path, body, outlivesPage) {
    return post(path, body, outlivesPage).then(function (given) {
      if (given.refused && given.message) {
        toast("bad", given.message, null, given.jobId ? { words: text("script.job.show"), href: jobPage(given.jobId) } : null);
      }
      return given;
    });
  }

  function jobPage(id) {
    return base + "job.xhtml?id=" + encodeURIComponent(id);
  }

  /* ---- Drawing one job, in the dialog and on the job's page ---- */

  function drawJob(view, job) {
    function part(name) {
      return one('[data-job="' + name + '"]', view);
    }
    put(part("title"), job.title);
    put(part("done"), [text(job.unit, job.total, whole.format(job.completed)), job.files].filter(Boolean).join(" · "));
    put(part("percent"), text("script.percent", job.percent));
    ["succeeded", "failed", "skipped", "cancelled", "running", "pending"].forEach(function (count) {
      put(part(count), whole.format(job[count]));
    });
    var cancelled = part("cancelled.box");
    if (cancelled) {
      cancelled.hidden = job.cancelled === 0;
    }
    var box = part("failed.box");
    if (box) {
      box.classList.toggle("some", job.failed > 0);
    }
    var total = Math.max(1, job.total);
    var bar = part("bar");
    if (bar) {
      bar.setAttribute("aria-valuenow", String(job.percent));
      bar.setAttribute("aria-valuetext", text(job.unit, job.total, whole.format(job.completed)));
    }
    // A single item moves its bar by its own phases; many move it by whole items only.
    var alone = job.total === 1 && !job.ended && job.current.length === 1 ? job.current[0].overall || 0 : 0;
    [["bar.ok", job.succeeded + alone], ["bar.failed", job.failed], ["bar.skipped", job.skipped + job.cancelled]].forEach(function (piece) {
      var node = part(piece[0]);
      if (node) {
        node.style.width = (100 * piece[1]) / total + "%";
      }
    });
    var state = part("status");
    if (state) {
      state.className = "badge " + job.tone;
      put(state, job.statusText);
    }
    var when = part("when");
    if (when) {
      var words = [];
      if (job.ended) {
        words.push(job.statusText);
        if (job.completedAt && job.startedAt) {
          words.push(text("script.took", span((new Date(job.completedAt) - new Date(job.startedAt)) / 1000)));
        }
      } else {
        words.push(job.startedAt ? text("script.started", ago(new Date(job.startedAt)), job.requestedBy) : job.statusText);
        if (job.status !== "RUNNING" && job.startedAt) {
          words.push(job.statusText);
        } else if (job.estimatedCompletionAt) {
          words.push(text("script.left", span((new Date(job.estimatedCompletionAt) - Date.now()) / 1000)));
        }
      }
      if (job.failure) {
        words.push(job.failure);
      }
      put(when, words.join(" · "));
    }
    var mark = part("mark");
    if (mark) {
      mark.hidden = job.status !== "SUCCEEDED";
    }
    var now = part("now");
    if (now) {
      var wanted = job.ended ? [] : job.current.slice(0, 6);
      while (now.children.length > wanted.length) {
        now.lastChild.remove();
      }
      wanted.forEach(function (item, index) {
        var line = now.children[index];
        if (!line) {
          line = element("li");
          line.appendChild(element("span", "badge run"));
          line.appendChild(element("span", "subject"));
          line.appendChild(element("span", "how"));
          now.appendChild(line);
        }
        put(line.children[0], item.phase);
        put(line.children[1], item.subject);
        put(line.children[2], [item.percent === undefined ? "" : text("script.percent", item.percent), item.bytes > 0 ? bytes(item.bytes) : ""].filter(Boolean).join(" · "));
      });
    }
    all("[data-job-do]", view).forEach(function (button) {
      button.hidden = job.can.indexOf(button.dataset.jobDo) < 0;
      button.dataset.jobId = job.id;
    });
    var open = part("open");
    if (open) {
      open.href = jobPage(job.id);
      put(open, job.failed > 0 ? text("script.failures", job.failed) : text("script.details"));
    }
    var titled = part("open.title");
    if (titled) {
      titled.href = jobPage(job.id);
    }
    put(part("keep"), job.ended ? text("script.close") : text("script.keep"));
    var then = part("then");
    if (then && then.dataset.of !== job.id) {
      then.hidden = true;
    }
    if (job.ended || job.percent % 25 === 0) {
      put(part("said"), job.ended ? job.statusText : text("script.percent", job.percent));
    }
  }

  /* ---- Watching ---- */

  /**
   * Calls a task again and again, with the pause that the task itself asks for (milliseconds).
   * While the tab is hidden it rests, unless the task asks for notice of ends.
   */
  function watch(task) {
    var timer = null;
    var busy = false;
    var stopped = false;
    function again(pause) {
      clearTimeout(timer);
      if (!stopped) {
        timer = setTimeout(run, pause);
      }
    }
    function run() {
      if (busy || gone || stopped) {
        return;
      }
      if (document.hidden && !task.whileHidden) {
        return;
      }
      if (document.hidden && !task.whileHidden()) {
        return;
      }
      busy = true;
      task.ask().then(
        function (pause) {
          busy = false;
          again(document.hidden ? Math.max(pause, 10000) : pause);
        },
        function () {
          busy = false;
          again(silentSince > 0 && !lost ? 1000 : 5000);
        }
      );
    }
    function seenAgain() {
      if (!document.hidden) {
        again(0);
      }
    }
    document.addEventListener("visibilitychange", seenAgain);
    run();
    var made = {
      kick: function () {
        again(0);
      },
      stop: function () {
        stopped = true;
        clearTimeout(timer);
        document.removeEventListener("visibilitychange", seenAgain);
        watches.splice(watches.indexOf(made), 1);
      }
    };
    watches.push(made);
    return made;
  }

  var tray = null;
  var shown = null;
  var shownWatch = null;

  function toldAlready(id) {
    var told = remember(localStorage, "sluice.told") || [];
    if (told.indexOf(id) >= 0) {
      return true;
    }
    told.push(id);
    remember(localStorage, "sluice.told", told.slice(-50));
    return false;
  }

  /**
   * Jobs of one's own that were running and no longer are: asked for once, and told. They are
   * remembered beyond the page, so that an end is told wherever one is by then.
   */
  function tellEnds(active) {
    var mine = active.filter(function (job) {
      return job.mine;
    }).map(function (job) {
      return job.id;
    });
    (remember(localStorage, "sluice.watched") || []).forEach(function (id) {
      if (mine.indexOf(id) < 0) {
        ask("jobs/" + encodeURIComponent(id)).then(function (job) {
          if (job.ended) {
            tellEnd(job);
          }
        }, function () {
          // Gone, or another person signed in: nothing to tell.
        });
      }
    });
    remember(localStorage, "sluice.watched", mine.slice(0, 50));
  }

  function watched(id) {
    var known = remember(localStorage, "sluice.watched") || [];
    if (known.indexOf(id) < 0) {
      remember(localStorage, "sluice.watched", known.concat(id).slice(-50));
    }
  }

  function tellEnd(job) {
    if (toldAlready(job.id)) {
      return;
    }
    boardNow();
    var words = text("script.ended", job.title, job.statusText);
    if (document.hidden && "Notification" in window && Notification.permission === "granted") {
      new Notification("Sluice", { body: words, tag: job.id });
    }
    if (!(shown === job.id && one("#progress[open]"))) {
      toast(job.failed > 0 ? "bad" : job.tone === "ok" ? "ok" : "", words, job.summary, { words: text("script.job.show"), href: jobPage(job.id) });
    }
  }

  function drawTray(jobs) {
    var holder = one("#tray");
    var label = one(".tray", holder);
    var active = jobs.active.filter(function (job) {
      return job.mine;
    });
    var total = 0;
    var done = 0;
    active.forEach(function (job) {
      total += job.total;
      done += job.completed;
    });
    var percent = active.length === 1 ? active[0].percent : total === 0 ? 0 : Math.floor((100 * done) / total);
    var words = active.length === 0 ? text("script.tray.idle") : text("script.tray", active.length, whole.format(percent));
    label.dataset.busy = String(active.length > 0);
    put(one(".words", label), words);
    if (active.length > 0) {
      label.setAttribute("aria-label", words);
    } else {
      label.removeAttribute("aria-label");
      label.setAttribute("aria-label", text("script.tray.idle"));
    }
    all("[data-running-count]").forEach(function (node) {
      put(node, jobs.active.length === 0 ? "" : whole.format(jobs.active.length));
    });
    var list = one("[data-tray=list]", holder);
    one("[data-tray=none]", holder).hidden = active.length > 0;
    all("button", list).forEach(function (button, index) {
      if (index >= active.length) {
        button.remove();
      }
    });
    active.forEach(function (job, index) {
      var button = list.children[index];
      if (!button) {
        button = element("button", "tray-job");
        button.type = "button";
        var line = element("span", "line");
        line.appendChild(element("span"));
        line.appendChild(element("span"));
        var bar = element("span", "bar thin");
        bar.appendChild(element("i"));
        bar.appendChild(element("i", "bad"));
        button.appendChild(line);
        button.appendChild(bar);
        list.appendChild(button);
      }
      button.dataset.jobOpen = job.id;
      put(button.children[0].children[0], job.title);
      put(button.children[0].children[1], text("script.percent", job.percent));
      var ok = Math.max(0, job.percent - (100 * job.failed) / Math.max(1, job.total));
      button.children[1].children[0].style.width = ok + "%";
      button.children[1].children[1].style.width = (100 * job.failed) / Math.max(1, job.total) + "%";
    });
    drawRunningCards(jobs.active);
    return jobs.active.length > 0 ? 1000 : 5000;
  }

  /** The jobs page shows what runs as cards of the same making. */
  function drawRunningCards(active) {
    var place = one("[data-running-cards]");
    if (!place) {
      return;
    }
    var pattern = one("#running-card");
    var ids = active.map(function (job) {
      return job.id;
    });
    all("[data-card]", place).forEach(function (card) {
      if (ids.indexOf(card.dataset.card) < 0) {
        card.remove();
        refresh("jobs");
      }
    });
    active.forEach(function (job) {
      var card = one('[data-card="' + job.id + '"]', place);
      if (!card) {
        card = pattern.content.firstElementChild.cloneNode(true);
        card.dataset.card = job.id;
        place.appendChild(card);
      }
      drawJob(card, job);
    });
    var none = one("[data-running-none]");
    if (none) {
      none.hidden = active.length > 0;
    }
  }

  /** Has Faces draw a part again; the page offers a remote command of that name. */
  function refresh(name) {
    var command = window["refresh_" + name];
    if (typeof command === "function") {
      command();
    }
  }

  function startTray() {
    if (!one("#tray") || document.body.dataset.live !== "on") {
      return;
    }
    var running = 0;
    tray = watch({
      whileHidden: function () {
        return running > 0 && "Notification" in window && Notification.permission === "granted";
      },
      ask: function () {
        return ask("jobs").then(function (jobs) {
          running = jobs.active.length;
          tellEnds(jobs.active);
          return drawTray(jobs);
        });
      }
    });
  }

  /** The list of items follows its job, but not with every single one. */
  function itemsFollow() {
    var seen = null;
    var last = 0;
    return function (job) {
      var now = [job.completed, job.running].join();
      if (seen !== null && now !== seen && Date.now() - last > 3000) {
        last = Date.now();
        seen = now;
        refresh("items");
      } else if (seen === null) {
        seen = now;
      }
    };
  }

  function watchJob(id, view, ended, each) {
    var over = false;
    return watch({
      ask: function () {
        if (over) {
          return new Promise(function () {});
        }
        return ask("jobs/" + encodeURIComponent(id)).then(function (job) {
          if (view.id === "progress" && shown !== id) {
            over = true;
            return new Promise(function () {});
          }
          drawJob(view, job);
          if (each && !job.ended) {
            each(job);
          }
          if (job.ended) {
            over = true;
            ended(job);
            if (job.follows) {
              drawFollowing(job, view, 30);
            }
            return new Promise(function () {});
          }
          return 1000;
        });
      }
    });
  }

  /** What the server does after a job is not there at once: it is asked for a while. */
  function drawFollowing(job, view, times) {
    ask("jobs/" + encodeURIComponent(job.id) + "/check").then(function (next) {
      if (next.id) {
        var place = one('[data-job="then"]', view);
        if (view.id !== "progress" || shown === job.id) {
          var open = one("[data-job-open]", place);
          open.dataset.jobOpen = next.id;
          put(open, next.title);
          place.dataset.of = job.id;
          place.hidden = false;
          watched(next.id);
        }
        if (tray) {
          tray.kick();
        }
      } else if (times > 0) {
        setTimeout(function () {
          drawFollowing(job, view, times - 1);
        }, 1000);
      }
    }, function () {
      // Gone, or another person signed in: nothing to show.
    });
  }

  /** Opens the progress dialog on a job; closing it leaves the job running. */
  function showJob(id) {
    var dialog = one("#progress");
    if (shownWatch) {
      shownWatch.stop();
    }
    shown = id;
    put(one("[data-job=title]", dialog), text("script.starting"));
    all("[data-job-do]", dialog).forEach(function (button) {
      button.hidden = true;
    });
    if (!dialog.open) {
      dialog.showModal();
      dialog.appendChild(one("[data-toasts]"));
    }
    shownWatch = watchJob(id, dialog, function () {
      toldAlready(id);
      if (tray) {
        tray.kick();
      }
      mirrorsNow();
      deliveriesNow();
      boardNow();
    });
    if (tray) {
      tray.kick();
    }
    mirrorsNow();
    if ("Notification" in window && Notification.permission === "default") {
      Notification.requestPermission();
    }
  }

  /* ---- Mirrors that move while one looks ---- */

  var mirrors = null;

  function mirrorsNow() {
    if (mirrors) {
      mirrors.kick();
    }
  }

  function drawMirror(node, mirror) {
    // A run may begin and end between two looks: its beginning is compared too.
    var ended =
      !mirror.running && (node.dataset.running === "true" || (node.dataset.attempt || "") !== (mirror.attempt || ""));
    node.dataset.running = String(mirror.running);
    if (!mirror.running) {
      node.dataset.attempt = mirror.attempt || "";
    }
    if (ended) {
      refresh("history");
    }
    if (ended && mirror.tone === "ok") {
      node.className = "badge ok fresh";
      put(node, text("script.synced"));
      node.dataset.until = String(Date.now() + 3000);
      setTimeout(function () {
        delete node.dataset.until;
        node.className = "badge " + mirror.tone;
        put(node, mirror.text);
      }, 3000);
    } else if (!node.dataset.until) {
      node.className = "badge " + mirror.tone;
      put(node, mirror.text);
      node.title = mirror.title || "";
    }
    var id = node.dataset.mirror;
    all('[data-mirror-level="' + id + '"]').forEach(function (place) {
      drawTime(place, mirror.level, place.dataset.none || "–");
    });
    all('[data-mirror-next="' + id + '"]').forEach(function (place) {
      drawTime(place, mirror.nextText ? null : mirror.next, timed(mirror.nextText) || "–");
      place.title = timed(mirror.nextReason);
    });
    drawReason(id, mirror);
  }

  /** Where a whole page is about one mirror, its texts that the server writes are drawn anew. */
  function drawReason(id, mirror) {
    all('[data-mirror-reason="' + id + '"]').forEach(function (place) {
      put(place, mirror.nextText && place.dataset.always === undefined ? "" : timed(mirror.nextReason));
    });
    all('[data-mirror-failure="' + id + '"]').forEach(function (place) {
      place.hidden = mirror.tone !== "bad";
    });
  }

  function drawTime(place, instant, otherwise) {
    var node = one("time", place);
    if (!instant) {
      put(place, otherwise);
      return;
    }
    if (!node) {
      place.textContent = "";
      node = element("time");
      place.appendChild(node);
    }
    if (node.getAttribute("datetime") !== instant) {
      node.setAttribute("datetime", instant);
    }
    timesIn(place);
  }

  function startMirrors() {
    if (!one("[data-mirrors]")) {
      return;
    }
    mirrors = watch({
      ask: function () {
        var nodes = all("[data-mirror]");
        if (nodes.length === 0) {
          return Promise.resolve(5000);
        }
        var query = nodes.map(function (node) {
          return "id=" + node.dataset.mirror;
        });
        return ask("mirrors?" + query.slice(0, 200).join("&")).then(function (known) {
          var running = false;
          all("[data-mirror]").forEach(function (node) {
            var mirror = known[node.dataset.mirror];
            if (mirror) {
              running = running || mirror.running;
              drawMirror(node, mirror);
            }
          });
          return running ? 1000 : 5000;
        });
      }
    });
  }

  /* ---- Configuration sources that move while one looks ---- */

  var sources = null;

  function drawSource(node, source) {
    var name = node.dataset.source;
    node.className = "badge " + (node.classList.contains("large") ? "large " : "") + source.tone;
    put(node, source.text);
    if (node.title || source.detail) {
      node.title = source.detail || "";
    }
    all('[data-source-level="' + name + '"]').forEach(function (place) {
      drawTime(place, source.level, place.dataset.none || "–");
    });
    all('[data-source-next="' + name + '"]').forEach(function (place) {
      drawTime(place, source.next, "–");
    });
    all('[data-source-error="' + name + '"]').forEach(function (place) {
      put(place, source.error || "");
    });
    all('[data-source-commit="' + name + '"]').forEach(function (place) {
      put(one("code", place), source.shortened);
      one("code", place).title = source.commit || "";
      one("button", place).dataset.copy = source.commit || "";
    });
    if (node.dataset.key !== source.key) {
      node.dataset.key = source.key;
      refresh("source");
    }
  }

  function startSources() {
    if (!one("[data-source]")) {
      return;
    }
    sources = watch({
      ask: function () {
        var query = all("[data-source]").map(function (node) {
          return "name=" + encodeURIComponent(node.dataset.source);
        });
        if (query.length === 0) {
          return Promise.resolve(5000);
        }
        return ask("configuration?" + query.slice(0, 200).join("&")).then(function (known) {
          all("[data-source]").forEach(function (node) {
            if (known[node.dataset.source]) {
              drawSource(node, known[node.dataset.source]);
            }
          });
          return 5000;
        });
      }
    });
  }

  /* ---- Subscribers and subscriptions that move while one looks ---- */

  var receivers = null;
  var lastDrawn = 0;

  function deliveriesNow() {
    if (receivers) {
      receivers.kick();
    }
  }

  /** What had the focus last, in words that find it again; a click beside everything gives it up. */
  var focused = null;

  document.addEventListener("focusin", function () {
    focused = focusIn(document.body);
  });
  document.addEventListener("pointerdown", function () {
    focused = null;
  });

  /** Where Faces has drawn a place anew, what had the focus there has it again. */
  function focusAgain() {
    var again = focused && document.activeElement === document.body && one(focused);
    if (again) {
      again.focus({ preventScroll: true });
    }
  }

  /** Draws what is known of each; true if one of them has changed so that its place is drawn anew. */
  function drawStands(kind, known) {
    var changed = false;
    all("[data-" + kind + "]").forEach(function (node) {
      var stand = known[node.dataset[kind]];
      if (stand) {
        node.className = "badge " + (node.classList.contains("large") ? "large " : "") + stand.tone;
        put(node, stand.text);
        changed = changed || node.dataset.key !== stand.key;
        node.dataset.key = stand.key;
      }
    });
    return changed;
  }

  function drawFiles(known) {
    var moving = false;
    Object.keys(known).forEach(function (id) {
      var subscription = known[id];
      moving = moving || subscription.moving;
      all('[data-subscription-files="' + id + '"]').forEach(function (place) {
        put(place, subscription.files);
      });
      all('[data-subscription-waiting="' + id + '"]').forEach(function (place) {
        put(place, subscription.waiting);
      });
      all('[data-subscription-share="' + id + '"]').forEach(function (place) {
        place.setAttribute("width", subscription.percent + "%");
        place.parentNode.dataset.full = String(subscription.percent === 100);
      });
      all('[data-subscription-last="' + id + '"]').forEach(function (place) {
        drawTime(place, subscription.last, one("time", place) ? "–" : place.textContent);
      });
    });
    return moving;
  }

  function ids(kind) {
    return all("[data-" + kind + "]").map(function (node) {
      return "id=" + node.dataset[kind];
    }).slice(0, 200).join("&");
  }

  function startDeliveries() {
    if (!one("[data-subscriber], [data-subscription]")) {
      return;
    }
    var before = null;
    receivers = watch({
      ask: function () {
        var of = ids("subscriber");
        var to = ids("subscription");
        return Promise.all([
          of ? ask("subscribers?" + of) : Promise.resolve({}),
          to ? ask("subscriptions?" + to) : Promise.resolve({})
        ]).then(function (known) {
          if (drawStands("subscriber", known[0])) {
            refresh("subscriber");
          }
          var changed = drawStands("subscription", known[1]);
          var moving = drawFiles(known[1]);
          if (changed) {
            refresh("subscriptions");
          }
          // The list of messages follows: at once where a place is drawn anew, which the first look may
          // find already, else not with every single one.
          var due = before !== null && known[1] !== before && Date.now() - lastDrawn > 3000;
          if (changed || due) {
            lastDrawn = Date.now();
            refresh("deliveries");
          }
          if (before === null || changed || due) {
            before = known[1];
          }
          return moving ? 1000 : 5000;
        });
      }
    });
  }

  /** What opened a dialog: its place may be drawn anew before the dialog is closed. */
  var opener = null;

  /** The focus is never lost: where nothing is left to give it back to, the page itself has it. */
  function backToOpener() {
    var now = document.activeElement;
    if (!one("dialog[open]") && (!now || now === document.body || now.closest("dialog"))) {
      ((opener && one(opener)) || one("#main")).focus({ preventScroll: true });
    }
  }

  /** Asks first where something is to be agreed to. */
  function agreed(node) {
    opener = focusIn(one("#main"));
    return node.dataset.title ? confirm(node.dataset.title, node.dataset.text, node.dataset.yes, node.dataset.danger === "true", node.dataset.type) : Promise.resolve(true);
  }

  /** Does something at once, and says what came of it. */
  function doIt(node) {
    agreed(node).then(function (yes) {
      if (!yes || node.getAttribute("aria-busy") === "true") {
        return;
      }
      node.setAttribute("aria-busy", "true");
      act(node.dataset.act).then(function (answer) {
        node.removeAttribute("aria-busy");
        if (!answer.refused) {
          toast("ok", answer.title, answer.detail);
        }
        refresh("subscriber");
        refresh("subscriptions");
        refresh("deliveries");
        deliveriesNow();
      });
    });
  }

  /** Starts a job about deliveries, and shows how it goes on. */
  function startJob(node) {
    agreed(node).then(function (yes) {
      if (yes) {
        var dialog = node.closest("dialog");
        if (dialog) {
          dialog.close();
        }
        begin(node.dataset.starts, null, node).then(deliveriesNow);
      }
    });
  }

  /** Who receives a repository: each with a re-sync of its own. */
  function showReceivers(node) {
    var repository = node.dataset.receivers;
    ask("receivers?repository=" + encodeURIComponent(repository)).then(function (answer) {
      var dialog = one("#receivers");
      var list = one("[data-receivers-list]", dialog);
      put(one("[data-receivers-title]", dialog), repository);
      list.textContent = "";
      answer.receivers.forEach(function (each) {
        var line = element("li");
        var words = element("div", "grow");
        var name = element("a", "name", each.subscriber);
        name.href = base + "subscription.xhtml?id=" + each.id;
        words.appendChild(name);
        words.appendChild(element("span", "sub", each.files));
        line.appendChild(words);
        line.appendChild(element("span", "badge " + each.tone, each.text));
        if (each.moved) {
          var button = element("button", "btn");
          button.type = "button";
          button.appendChild(icon("sync"));
          button.appendChild(document.createTextNode(list.dataset.word));
          button.setAttribute("aria-label", each.title);
          button.dataset.starts = "subscriptions/" + each.id + "/resync";
          button.dataset.title = each.title;
          button.dataset.text = each.question;
          button.dataset.yes = list.dataset.word;
          line.appendChild(button);
        }
        list.appendChild(line);
      });
      put(one("[data-receivers-more]", dialog), answer.more || "");
      dialog.showModal();
    }, function () {
      toast("bad", text("script.offline"));
    });
  }

  /** A message with all its attempts, as they were answered. */
  function showAttempts(node) {
    ask("deliveries/" + node.dataset.attempts).then(function (delivery) {
      var dialog = one("#attempts");
      function part(name) {
        return one('[data-delivery="' + name + '"]', dialog);
      }
      put(part("path"), delivery.path || delivery.event);
      ["event", "id", "commit", "sha256", "size"].forEach(function (name) {
        put(part(name), delivery[name] || "–");
      });
      part("status").className = "badge " + delivery.tone;
      put(part("status"), delivery.text);
      part("next").textContent = "";
      if (delivery.next) {
        part("next").appendChild(document.createTextNode(part("next").dataset.words + " "));
        part("next").appendChild(timeOf(delivery.next));
      }
      var list = part("attempts");
      list.textContent = "";
      delivery.attempts.forEach(function (attempt) {
        var line = element("li");
        var top = element("div", "attempt-top");
        top.appendChild(element("span", "badge " + attempt.tone, attempt.words || attempt.number));
        top.appendChild(element("span", "dim", attempt.number + " · " + attempt.latency));
        top.appendChild(timeOf(attempt.at));
        line.appendChild(top);
        if (attempt.answer) {
          var answer = element("pre", null, attempt.answer);
          answer.tabIndex = 0;
          line.appendChild(answer);
        }
        list.appendChild(line);
      });
      part("none").hidden = delivery.attempts.length > 0;
      timesIn(dialog);
      dialog.showModal();
    }, function () {
      toast("bad", text("script.offline"));
    });
  }

  function timeOf(instant) {
    var node = element("time");
    node.setAttribute("datetime", instant);
    return node;
  }

  /** Looks at the upstream now; what came of it stands on the page until the next time. */
  function refreshSource(button) {
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    act("configuration/" + encodeURIComponent(button.dataset.sourceRefresh) + "/refresh").then(function (result) {
      button.removeAttribute("aria-busy");
      if (!result.refused) {
        drawRefreshed(one('[data-source-result="' + button.dataset.sourceRefresh + '"]'), result);
      }
      if (sources) {
        sources.kick();
      }
    });
  }

  function drawRefreshed(place, result) {
    var note = element("div", "note section " + result.tone);
    note.appendChild(icon(result.tone === "ok" ? "check" : "alert"));
    var words = element("div", "grow");
    words.appendChild(element("b", null, result.title));
    if (result.foreign) {
      var foreign = element("p", null, result.foreign);
      foreign.lang = "en";
      words.appendChild(foreign);
    }
    if (result.detail) {
      words.appendChild(element("p", "dim", result.detail));
    }
    if (result.paths && result.paths.length > 0) {
      var list = element("ul", "paths mono small");
      result.paths.forEach(function (path) {
        list.appendChild(element("li", "break", path));
      });
      words.appendChild(list);
    }
    if (result.more) {
      words.appendChild(element("p", "dim small", result.more));
    }
    note.appendChild(words);
    place.textContent = "";
    place.appendChild(note);
  }

  /* ---- Names are proposed while one types ---- */

  var proposed = null;

  function propose(input) {
    var typed = input.value.trim();
    clearTimeout(proposed);
    proposed = setTimeout(function () {
      ask(input.dataset.proposes + "?q=" + encodeURIComponent(typed)).then(function (found) {
        if (input.value.trim() === typed) {
          input.list.textContent = "";
          found.names.forEach(function (name) {
            var option = element("option");
            option.value = name;
            input.list.appendChild(option);
          });
        }
      }, function () {
        // Then it is typed without help.
      });
    }, 250);
  }

  ["input", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (event.target.matches("input[data-proposes]")) {
        propose(event.target);
      }
    });
  });

  /* ---- Notices ---- */

  var bell = null;

  function drawUnread(notices) {
    var link = one("#bell");
    var some = notices.unread > 0;
    all("[data-unread=count]").forEach(function (node) {
      put(node, some ? notices.shown : "");
    });
    var words = some ? text("script.unread", notices.unread, notices.shown) : text("script.unread.none");
    link.dataset.some = String(some);
    link.setAttribute("aria-label", words);
    link.title = words;
  }

  function startBell() {
    if (!one("#bell") || document.body.dataset.live !== "on") {
      return;
    }
    var before = null;
    bell = watch({
      ask: function () {
        return ask("notices").then(function (notices) {
          drawUnread(notices);
          if (before !== null && notices.unread > before) {
            refresh("notices");
          }
          before = notices.unread;
          return 15000;
        });
      }
    });
  }

  function noticeRead(id) {
    all('[data-notice-read="' + id + '"]').forEach(function (button) {
      var row = button.closest("tr");
      row.classList.remove("unread");
      button.remove();
    });
  }

  /** Marks one notice as read, or all; what is shown follows at once, the numbers with the answer. */
  function readNotices(id, outlivesPage) {
    return act(id ? "notices/" + encodeURIComponent(id) + "/read" : "notices/read", null, outlivesPage).then(function (notices) {
      if (!notices.refused) {
        drawUnread(notices);
        if (id) {
          noticeRead(id);
        } else {
          refresh("notices");
        }
      }
    });
  }

  /* ---- Schedules: the fields that belong to the chosen kind, and what a cron comes to ---- */

  var asked = null;

  function drawSchedule(kind) {
    var fields = kind.closest("[data-schedule-fields]");
    all("[data-when]", fields).forEach(function (part) {
      part.hidden = part.dataset.when !== kind.value;
    });
    if (kind.value === "CRON") {
      previewSchedule(fields);
    }
  }

  function previewSchedule(fields) {
    var cron = one("[data-schedule=cron]", fields).value.trim();
    var zone = one("[data-schedule=zone]", fields).value.trim();
    var place = one("[data-schedule-preview]", fields);
    clearTimeout(asked);
    if (!cron) {
      place.textContent = "";
      return;
    }
    asked = setTimeout(function () {
      ask("schedule?cron=" + encodeURIComponent(cron) + "&timeZone=" + encodeURIComponent(zone)).then(function (seen) {
        // What was typed meanwhile has a question of its own on its way.
        if (one("[data-schedule=cron]", fields).value.trim() === cron) {
          drawPreview(place, seen);
        }
      }, function () {
        place.textContent = "";
      });
    }, 300);
  }

  function drawPreview(place, seen) {
    place.textContent = "";
    place.classList.toggle("wrong", !!seen.wrong);
    place.appendChild(element("p", null, seen.wrong || seen.words));
    if (seen.next) {
      var list = element("ol");
      seen.next.forEach(function (instant) {
        var time = element("time", null, day.format(new Date(instant)));
        time.setAttribute("datetime", instant);
        time.dataset.exact = "minutes";
        var item = element("li");
        item.appendChild(time);
        list.appendChild(item);
      });
      place.appendChild(element("p", "dim", place.dataset.next));
      place.appendChild(list);
    }
  }

  /** The zones that this browser knows; the reader's own is proposed where none is set. */
  function startSchedules() {
    all("[data-schedule=kind]").forEach(function (kind) {
      var fields = kind.closest("[data-schedule-fields]");
      var zone = one("[data-schedule=zone]", fields);
      if (Intl.supportedValuesOf) {
        var zones = one("datalist", fields);
        Intl.supportedValuesOf("timeZone").forEach(function (name) {
          var option = element("option");
          option.value = name;
          zones.appendChild(option);
        });
      }
      if (!zone.value && !one("[data-schedule=cron]", fields).value) {
        zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
      }
      drawSchedule(kind);
    });
  }

  /* ---- The dashboard that moves while one looks ---- */

  var board = null;

  function boardNow() {
    if (board) {
      board.kick();
    }
    refresh("pulls");
    refresh("health");
    refresh("fleet");
  }

  /** What has the focus, in words that find it again once Faces has drawn its place anew. */
  function focusIn(place) {
    var node = document.activeElement;
    if (!node || !place.contains(node)) {
      return null;
    }
    var names = ["refresh", "starts", "act", "attempts", "receivers"].filter(function (name) {
      return node.dataset[name];
    });
    if (names.length > 0) {
      return "[data-" + names[0] + '="' + node.dataset[names[0]] + '"]';
    }
    return node.getAttribute("href") ? 'a[href="' + node.getAttribute("href") + '"]' : null;
  }

  function startBoard() {
    if (!one("[data-board]")) {
      return;
    }
    var before = null;
    board = watch({
      ask: function () {
        return ask("dashboard").then(function (figures) {
          if (before !== null && figures !== before) {
            refresh("board");
          }
          before = figures;
          return 10000;
        });
      }
    });
  }

  /* ---- Starting syncs and refreshes ---- */

  /** Starts a job; "sync", "refresh" or "health-check" says what it does. */
  function begin(what, body, button, quietly) {
    if (button) {
      if (button.getAttribute("aria-busy") === "true") {
        return Promise.resolve({ refused: true });
      }
      button.setAttribute("aria-busy", "true");
    }
    return act(what, body).then(function (answer) {
      if (button) {
        button.removeAttribute("aria-busy");
      }
      if (!answer.refused) {
        started(answer, quietly);
      } else if (what !== "sync" && answer.jobId) {
        showJob(answer.jobId);
      }
      if (tray) {
        tray.kick();
      }
      mirrorsNow();
      return answer;
    });
  }

  /** A job of one's own has begun: it is watched from wherever one goes. */
  function started(job, quietly) {
    watched(job.id);
    if (quietly) {
      toast("", job.title, null, { words: text("script.job.show"), href: jobPage(job.id) });
    } else {
      showJob(job.id);
    }
  }

  /* ---- Selecting rows: by id, over pages, until the tab is closed; or whatever fits the filters ---- */

  /** What can be done with each that is ticked, by its id. */
  var selected = {};
  var everything = false;

  function tick(box) {
    if (box.checked) {
      selected[box.dataset.select] = box.dataset.can.split(" ");
    } else {
      delete selected[box.dataset.select];
      everything = false;
    }
  }

  /** Those of the ticked rows with which something can be done. */
  function selection(what) {
    return Object.keys(selected).filter(function (id) {
      return selected[id].indexOf(what) >= 0;
    });
  }

  function selectNone() {
    selected = {};
    everything = false;
    drawSelection();
  }

  function drawSelection() {
    var bar = one("[data-bulk=bar]");
    if (!bar) {
      return;
    }
    var count = Object.keys(selected).length;
    var fitting = Number(bar.dataset.total);
    var boxes = all("[data-select]");
    boxes.forEach(function (box) {
      box.checked = everything || selected[box.dataset.select] !== undefined;
    });
    var ticked = boxes.filter(function (box) {
      return box.checked;
    }).length;
    var page = boxes.length > 0 && ticked === boxes.length;
    bar.hidden = count === 0;
    put(one("[data-bulk=count]"), everything ? bar.dataset.every : text("script.selected", count));
    one("[data-bulk=every]").hidden = everything || !page || count >= fitting;
    ["sync", "refresh", "health-check"].forEach(function (what) {
      var button = one('[data-bulk="' + what + '"]');
      var able = selection(what).length;
      button.disabled = !everything && able === 0;
      put(one(".count", button), everything || able === count || able === 0 ? "" : whole.format(able));
    });
    var head = one("[data-select-page]");
    if (head) {
      head.checked = page;
      head.indeterminate = ticked > 0 && !page;
    }
  }

  /** Does something with what is ticked, as far as it can be done with it; asks before it is done with all that fits. */
  function bulk(button) {
    var bar = one("[data-bulk=bar]");
    var what = button.dataset.bulk;
    var agreed = everything ? confirm(button.dataset.title, bar.dataset.every, button.dataset.title, false) : Promise.resolve(true);
    agreed.then(function (yes) {
      if (!yes) {
        return;
      }
      begin(what, everything ? { selection: JSON.parse(bar.dataset.selection) } : { repositoryIds: selection(what) }, button).then(function (answer) {
        if (!answer.refused) {
          selectNone();
        }
      });
    });
  }

  /** What is ticked, or all that fits, in the words of the server. */
  function chosen() {
    return everything ? { selection: JSON.parse(one("[data-bulk=bar]").dataset.selection) } : { repositoryIds: Object.keys(selected) };
  }

  /** Has those who receive what is selected receive all of it again. */
  function bulkResync(button) {
    closeMenus();
    confirm(button.dataset.title, button.dataset.text, button.dataset.yes, false).then(function (yes) {
      if (yes) {
        bulkBegin("repositories/resync", chosen(), button);
      }
    });
  }

  /** Deletes what is selected once its number, as the server counts it now, has been typed. */
  function bulkDelete(button) {
    closeMenus();
    var wanted = chosen();
    act("repositories/count", wanted).then(function (found) {
      if (found.refused) {
        return;
      }
      if (found.count === 0) {
        toast("", button.dataset.none);
        return;
      }
      confirm(found.title, found.text, found.yes, true, String(found.count)).then(function (yes) {
        if (yes) {
          wanted.expected = found.count;
          bulkBegin("repositories/delete", wanted, button);
        }
      });
    });
  }

  function bulkBegin(what, wanted, button) {
    begin(what, wanted, button).then(function (answer) {
      if (!answer.refused) {
        selectNone();
      }
    });
  }

  function askTags() {
    closeMenus();
    var dialog = one("#tags");
    one("form", dialog).reset();
    put(one("[data-tags=wrong]", dialog), "");
    put(one("[data-tags=count]", dialog), one("[data-bulk=count]").textContent);
    dialog.showModal();
    one("#tags-add").focus();
  }

  function tagsOf(input) {
    return input.value.split(",").map(function (tag) {
      return tag.trim();
    }).filter(Boolean);
  }

  /** The dialog stays until the server has taken what was typed. */
  function changeTags(form) {
    var button = one("[type=submit]", form);
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    var wanted = chosen();
    wanted.add = tagsOf(form.elements.namedItem("add"));
    wanted.remove = tagsOf(form.elements.namedItem("remove"));
    post("repositories/tags", wanted).then(function (answer) {
      button.removeAttribute("aria-busy");
      delete form.dataset.sent;
      if (answer.refused) {
        put(one("[data-tags=wrong]", form), (answer.errors || []).map(function (error) {
          return error.message;
        }).join(" ") || answer.message);
        return;
      }
      form.closest("dialog").close();
      selectNone();
      refresh("fleet");
      toast(answer.detail ? "bad" : "ok", answer.words, answer.detail);
    });
  }

  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-tags=form]")) {
      event.preventDefault();
      changeTags(event.target);
    }
  });

  /* ---- Filters that one keeps: asked for when their menu is opened, so two tabs show the same ---- */

  /** What is being done in the dialog: {menu, id}; id is null for a new one. */
  var naming = null;

  /** An address's filters in one order, without which page it is. */
  function narrowing(query) {
    var parts = new URLSearchParams(query);
    parts.delete("page");
    parts.sort();
    return parts.toString();
  }

  function drawSaved(menu) {
    ask("filters?list=" + menu.dataset.saved).then(function (kept) {
      var list = one("[data-saved-list]", menu);
      var here = narrowing(location.search);
      list.textContent = "";
      one("[data-saved-none]", menu).hidden = kept.filters.length > 0;
      kept.filters.forEach(function (filter) {
        var line = element("li");
        var link = element("a", null, filter.name);
        link.href = menu.dataset.page + (filter.query ? "?" + filter.query : "");
        if (narrowing(filter.query) === here) {
          link.setAttribute("aria-current", "true");
        }
        line.appendChild(link);
        [["rename", "edit"], ["delete", "trash"]].forEach(function (act) {
          var button = element("button", "btn quiet icon");
          button.type = "button";
          button.dataset[act[0] === "rename" ? "filterRename" : "filterDelete"] = filter.id;
          button.dataset.name = filter.name;
          button.setAttribute("aria-label", menu.dataset[act[0]].replace("{0}", filter.name));
          button.appendChild(icon(act[1]));
          line.appendChild(button);
        });
        list.appendChild(line);
      });
    }, function () {
      toast("bad", text("script.offline"));
    });
  }

  document.addEventListener("toggle", function (event) {
    if (event.target.matches("details[data-saved][open]")) {
      drawSaved(event.target);
    }
  }, true);

  function nameFilter(node, id) {
    var dialog = one("#filter-name");
    var input = one("input", dialog);
    naming = { menu: node.closest("[data-saved]"), id: id };
    put(one("#filter-title"), id ? dialog.dataset.rename : dialog.dataset.save);
    one("[data-filter=text]", dialog).hidden = !!id;
    put(one("[data-filter=wrong]", dialog), "");
    input.value = id ? node.dataset.name : "";
    closeMenus();
    dialog.showModal();
    input.select();
  }

  function keepFilter(form) {
    var button = one("[type=submit]", form);
    var name = form.elements.namedItem("name").value.trim();
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    var asked = naming.id
      ? post("filters/" + encodeURIComponent(naming.id) + "/rename", { name: name })
      : post("filters", { list: naming.menu.dataset.saved, name: name, query: narrowing(location.search) });
    asked.then(function (answer) {
      button.removeAttribute("aria-busy");
      delete form.dataset.sent;
      if (answer.refused) {
        put(one("[data-filter=wrong]", form), answer.message);
        return;
      }
      form.closest("dialog").close();
      toast("ok", form.closest("dialog").dataset[naming.id ? "didRename" : "didSave"]);
    });
  }

  function deleteFilter(node) {
    var words = one("#filter-name").dataset;
    closeMenus();
    confirm(words.delete.replace("{0}", node.dataset.name), words.deleteText, words.deleteYes, true).then(function (yes) {
      if (yes) {
        act("filters/" + encodeURIComponent(node.dataset.filterDelete) + "/delete").then(function (answer) {
          if (!answer.refused) {
            toast("ok", words.didDelete);
          }
        });
      }
    });
  }

  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-filter=form]")) {
      event.preventDefault();
      keepFilter(event.target);
    }
  });

  /* ---- Whoever filters otherwise keeps the order and the size, also as they were turned to since ---- */

  function arranged() {
    var here = new URLSearchParams(location.search);
    return ["sort", "size"].filter(function (name) {
      return here.has(name);
    }).map(function (name) {
      return [name, here.get(name)];
    });
  }

  document.addEventListener("click", function (event) {
    var chip = event.target.closest(".filters a.chip[href]");
    if (chip) {
      var address = new URL(chip.href);
      arranged().forEach(function (part) {
        address.searchParams.set(part[0], part[1]);
      });
      chip.href = address;
    }
  }, true);

  document.addEventListener("submit", function (event) {
    if (event.target.matches("form.filters[method=get]")) {
      arranged().forEach(function (part) {
        var input = event.target.elements.namedItem(part[0]);
        if (!input) {
          input = element("input");
          input.type = "hidden";
          input.name = part[0];
          event.target.appendChild(input);
        }
        input.value = part[1];
      });
    }
  });

  /* ---- Times that are typed by the reader's clock and asked for by everybody's ---- */

  function instantsIn() {
    all("input[data-instant]").forEach(function (input) {
      var at = new Date(input.form.elements.namedItem(input.dataset.instant).value);
      if (!isNaN(at.getTime())) {
        input.value = new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
      }
    });
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches("input[data-instant]")) {
      var typed = event.target.value;
      event.target.form.elements.namedItem(event.target.dataset.instant).value = typed ? new Date(typed).toISOString() : "";
    }
  });

  /* ---- Asking before anything that cannot be taken back or is large ---- */

  /** Ends the question that is open, with the answer given; null where none is. */
  var answerOpen = null;

  /**
   * Asks; where something is to be typed, it is not agreed to before that. The browser tells that a
   * dialog was closed some time after it closed it, which may be when the next question is open: that
   * one is not answered by it.
   */
  function confirm(title, words, yes, danger, typed) {
    if (answerOpen) {
      answerOpen(false);
    }
    var dialog = one("#confirm");
    var typing = one("[data-confirm=typing]", dialog);
    var input = one("input", typing);
    var button = one("[data-confirm=yes]", dialog);
    put(one("[data-confirm=title]", dialog), title);
    put(one("[data-confirm=text]", dialog), words);
    put(one("[data-confirm=wanted]", dialog), typed ? text("script.type", typed) : "");
    put(button, yes);
    typing.hidden = !typed;
    input.value = "";
    button.disabled = !!typed;
    button.className = "btn " + (danger ? "danger" : "primary");
    dialog.showModal();
    (typed ? input : one("[data-confirm=no]", dialog)).focus();
    return new Promise(function (resolve) {
      function end(answer) {
        button.removeEventListener("click", agree);
        dialog.removeEventListener("close", closed);
        input.removeEventListener("input", type);
        input.removeEventListener("keydown", enter);
        answerOpen = null;
        resolve(answer);
      }
      function agree() {
        end(true);
        dialog.close();
      }
      function closed() {
        if (!dialog.open) {
          end(false);
        }
      }
      function type() {
        button.disabled = input.value.trim() !== typed;
      }
      function enter(event) {
        if (event.key === "Enter" && !button.disabled) {
          event.preventDefault();
          agree();
        }
      }
      answerOpen = end;
      button.addEventListener("click", agree);
      dialog.addEventListener("close", closed);
      if (typed) {
        input.addEventListener("input", type);
        input.addEventListener("keydown", enter);
      }
    });
  }

  /* ---- Clicks ---- */

  var clicks = [
    ["[data-theme-to]", function (node) {
      window.sluiceTheme.set(node.dataset.themeTo);
      drawTheme();
      closeMenus();
    }],
    ["[data-language]", function (node) {
      document.cookie = "sluice-language=" + node.dataset.language + "; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
      location.reload();
    }],
    ["[data-open=drawer]", function () {
      drawer(true);
    }],
    ["[data-close=drawer]", function () {
      drawer(false);
    }],
    ["[data-close=dialog], [data-confirm=no]", function (node) {
      node.closest("dialog").close();
    }],
    ["[data-dialog]", function (node) {
      closeMenus();
      one("#" + node.dataset.dialog).showModal();
    }],
    ["[data-copy]", function (node) {
      navigator.clipboard.writeText(node.dataset.copy).then(function () {
        toast("ok", text("script.copied"));
      });
    }],
    ["[data-job-open]", function (node) {
      closeMenus();
      showJob(node.dataset.jobOpen);
    }],
    ["[data-job-do]", function (node) {
      jobAction(node);
    }],
    ["[data-sync]", function (node) {
      begin("sync", { repositoryIds: [node.dataset.sync] }, node, node.dataset.quietly !== undefined);
    }],
    ["[data-refresh]", function (node) {
      begin("refresh", { repositoryIds: [node.dataset.refresh] }, node, node.dataset.quietly !== undefined);
    }],
    ["[data-refresh-all]", function (node) {
      begin("refresh", { all: true }, node);
    }],
    ["[data-sync-all]", function (node) {
      confirm(node.dataset.title, node.dataset.text, node.dataset.yes, false).then(function (agreed) {
        if (agreed) {
          begin("sync", { all: true }, node);
        }
      });
    }],
    ["[data-starts]", function (node) {
      startJob(node);
    }],
    ["[data-act]", function (node) {
      doIt(node);
    }],
    ["[data-receivers]", function (node) {
      showReceivers(node);
    }],
    ["[data-attempts]", function (node) {
      showAttempts(node);
    }],
    ["[data-source-refresh]", function (node) {
      refreshSource(node);
    }],
    ["[data-check]", function (node) {
      begin("health-check", { repositoryIds: [node.dataset.check] }, node);
    }],
    ["[data-bulk=sync], [data-bulk=refresh], [data-bulk=health-check]", function (node) {
      bulk(node);
    }],
    ["[data-filter-save]", function (node) {
      nameFilter(node, null);
    }],
    ["[data-filter-rename]", function (node) {
      nameFilter(node, node.dataset.filterRename);
    }],
    ["[data-filter-delete]", function (node) {
      deleteFilter(node);
    }],
    ["[data-bulk=resync]", function (node) {
      bulkResync(node);
    }],
    ["[data-bulk=tags]", function () {
      askTags();
    }],
    ["[data-bulk=delete]", function (node) {
      bulkDelete(node);
    }],
    ["[data-bulk=every]", function () {
      everything = true;
      drawSelection();
    }],
    ["[data-notice-read]", function (node) {
      readNotices(node.dataset.noticeRead);
    }],
    ["[data-notices-read]", function () {
      readNotices(null);
    }],
    ["[data-notice-open]", function (node) {
      // The link is followed all the same.
      readNotices(node.dataset.noticeOpen, true);
    }],
    ["[data-submit]", function (node) {
      submitFor(node);
    }],
    ["[data-clear]", function (node) {
      var input = document.getElementById(node.dataset.clear);
      input.value = "";
      drawCleared(input, false);
      input.focus();
    }],
    ["[data-bulk=none]", function () {
      selectNone();
    }]
  ];

  /**
   * Sends a form of its own for one row, by id, after asking: the row may have moved by then, and a
   * form for each row would be a heap of them.
   */
  function submitFor(node) {
    agreed(node).then(function (yes) {
      if (yes) {
        var form = document.getElementById(node.dataset.submit);
        form.elements.namedItem("id").value = node.dataset.id || "";
        form.requestSubmit(form.querySelector("[type=submit]"));
      }
    });
  }

  function jobAction(node) {
    var what = node.dataset.jobDo;
    var id = node.dataset.jobId;
    if (!id || node.getAttribute("aria-busy") === "true") {
      return;
    }
    node.setAttribute("aria-busy", "true");
    act("jobs/" + encodeURIComponent(id) + "/" + what).then(function (answer) {
      node.removeAttribute("aria-busy");
      if (!answer.refused) {
        if (what === "retry") {
          showJob(answer.id);
        } else {
          toast("", text("script.did." + what));
        }
      }
      if (tray) {
        tray.kick();
      }
      if (shownWatch) {
        shownWatch.kick();
      }
      if (pageWatch) {
        pageWatch.kick();
      }
      mirrorsNow();
    });
  }

  function drawer(open) {
    document.body.classList.toggle("drawer", open);
    var button = one("[data-open=drawer]");
    if (button) {
      button.setAttribute("aria-expanded", String(open));
      if (open) {
        one(".rail a:not(.brand)").focus();
      } else {
        button.focus();
      }
    }
  }

  function closeMenus(except) {
    all("details.menu[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  function drawTheme() {
    var wanted = window.sluiceTheme.wanted();
    all("[data-theme-to]").forEach(function (button) {
      button.setAttribute("aria-checked", String(button.dataset.themeTo === wanted));
    });
  }

  function clicked(target) {
    closeMenus(target.closest("details.menu"));
    for (var i = 0; i < clicks.length; i++) {
      var node = target.closest(clicks[i][0]);
      if (node && !node.disabled) {
        clicks[i][1](node);
        return;
      }
    }
  }

  document.addEventListener("click", function (event) {
    clicked(event.target);
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-schedule=kind]")) {
      drawSchedule(event.target);
    }
  });

  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-schedule=cron], [data-schedule=zone]")) {
      previewSchedule(event.target.closest("[data-schedule-fields]"));
    }
  });

  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.matches("[data-select]")) {
      tick(box);
      drawSelection();
    } else if (box.matches("[data-select-page]")) {
      all("[data-select]").forEach(function (each) {
        each.checked = box.checked;
        tick(each);
      });
      drawSelection();
    } else if (box.matches("select[data-go]")) {
      box.form.requestSubmit();
    } else if (box.matches("select[data-chooses]")) {
      drawChosen(box);
    }
  });

  /** A form shows the fields of the kind that is chosen. */
  function drawChosen(select) {
    all("[data-chosen]", select.form).forEach(function (part) {
      part.hidden = part.dataset.chosen !== select.value;
    });
  }

  /** A setting that was given back is so only once the form is saved, and not if another value is typed. */
  function drawCleared(input, over) {
    all('[data-cleared="' + input.id + '"]').forEach(function (words) {
      words.hidden = over;
    });
  }

  document.addEventListener("input", function (event) {
    if (event.target.id) {
      drawCleared(event.target, true);
    }
  });

  /** The name is proposed from the clone URL until one is typed. */
  document.addEventListener("input", function (event) {
    var target = event.target.dataset.names && document.getElementById(event.target.dataset.names);
    if (target && (target.value === "" || target.value === target.dataset.proposed)) {
      var last = event.target.value.replace(/[?#].*$/, "").replace(/\/+$/, "").split(/[/:]/).pop();
      target.value = last.replace(/\.git$/, "");
      target.dataset.proposed = target.value;
    }
  });

  /** A button that deletes stays shut until the name is typed. */
  document.addEventListener("input", function (event) {
    var name = event.target.dataset.typed;
    if (name !== undefined) {
      all("[data-needs-typed]", event.target.form).forEach(function (button) {
        button.disabled = event.target.value.trim() !== name;
      });
    }
  });

  /* ---- Keyboard ---- */

  /** When the first key of two was pressed, not when a busy page came to hear of it. */
  var prefix = -1200;

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var menu = one("details.menu[open]");
      if (menu) {
        menu.open = false;
        one("summary", menu).focus();
      } else if (document.body.classList.contains("drawer")) {
        drawer(false);
      }
      return;
    }
    var run = event.target.closest("[data-chart-run]");
    if (run && /^(Arrow(Left|Right)|Home|End)$/.test(event.key)) {
      event.preventDefault();
      stepRuns(run, event.key);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]") || one("dialog[open]")) {
      return;
    }
    if (event.timeStamp - prefix < 1200) {
      prefix = -1200;
      var page = { d: "dashboard", r: "repositories", j: "jobs", c: "configuration", s: "subscribers", i: "import", t: "tokens", n: "notifications" }[event.key];
      if (page) {
        event.preventDefault();
        location.href = base + page + ".xhtml";
        return;
      }
    }
    if (event.key === "g") {
      prefix = event.timeStamp;
    } else if (event.key === "/") {
      var find = one("[data-find]") || one("#find");
      if (find) {
        event.preventDefault();
        find.focus();
        find.select();
      }
    } else if (event.key === "?" && one("#help")) {
      one("#help").showModal();
    } else if (event.key === "t") {
      window.sluiceTheme.set(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
      drawTheme();
    }
  });

  /* ---- Start ---- */

  var pageWatch = null;

  function freshen() {
    timesIn();
    sentencesIn();
    bytesIn();
    chartsIn();
    drawSelection();
    notesToToasts();
  }

  function startChoices() {
    all("select[data-chooses]").forEach(drawChosen);
  }

  function startJobPage() {
    var page = one("[data-job-page]");
    if (page) {
      pageWatch = watchJob(page.dataset.jobPage, page, function () {
        refresh("items");
      }, itemsFollow());
    }
  }

  function showBegun() {
    var begun = one("[data-show-job]");
    if (begun && begun.dataset.showJob) {
      showJob(begun.dataset.showJob);
      // Going back or reloading must not open it again.
      var address = new URL(location.href);
      address.searchParams.delete("job");
      history.replaceState(history.state, "", address);
    }
  }

  function shutUntilTyped() {
    all("[data-typed]").forEach(function (input) {
      all("[data-needs-typed]", input.form).forEach(function (button) {
        button.disabled = input.value.trim() !== input.dataset.typed;
      });
    });
  }

  function openFolds() {
    all("[data-open-if-wrong]").forEach(function (fold) {
      var meant = fold.id !== "" && location.hash === "#" + fold.id;
      fold.open = fold.open || meant || one(".wrong", fold) !== null;
    });
  }

  /** Words of what is wrong belong to their input, and the first of those has the focus. */
  function markWrong() {
    all(".field .wrong").forEach(function (words, index) {
      var input = one("input, select, textarea", words.closest(".field"));
      if (input) {
        words.id = words.id || "wrong-" + index;
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", (words.id + " " + (input.getAttribute("aria-describedby") || "")).trim());
      }
    });
    var wrong = one(".field .wrong");
    var first = wrong && one("input, select, textarea", wrong.closest(".field"));
    if (first) {
      first.focus();
    }
  }

  /** Does one thing of many; where it fails, the others are done all the same. */
  function attempt(part) {
    try {
      part();
    } catch (failure) {
      window.reportError(failure);
    }
  }

  function start() {
    texts = JSON.parse(document.body.dataset.texts || "{}");
    base = document.body.dataset.base || base;
    attempt(drawTheme);
    attempt(freshen);
    setInterval(function () {
      if (!document.hidden) {
        timesIn();
      }
    }, 1000);
    attempt(startTray);
    attempt(startMirrors);
    attempt(startBoard);
    attempt(startSources);
    attempt(startDeliveries);
    attempt(startBell);
    attempt(startChoices);
    attempt(startSchedules);
    attempt(instantsIn);
    attempt(startJobPage);
    attempt(showBegun);
    attempt(shutUntilTyped);
    attempt(openFolds);
    attempt(markWrong);
    // Whatever Faces puts in later has times and ticks too.
    if (window.jQuery) {
      window.jQuery(document).on("pfAjaxComplete", freshen).on("pfAjaxComplete", focusAgain);
    }
    all("dialog").forEach(function (dialog) {
      dialog.addEventListener("close", function () {
        if (!one("dialog[open]")) {
          document.body.appendChild(one("[data-toasts]"));
        }
        setTimeout(backToOpener, 0);
      });
    });
    // Whoever was faster than this script is not asked to click again.
    window.sluiceEarly().forEach(clicked);
  }

  /** Whether there is an answer, be it that the session is over. */
  function isBack() {
    return ask("notices").then(function () {
      return true;
    }, function () {
      return gone !== null;
    });
  }

  /** The table tells which page, order and filter it shows; the address follows. */
  window.sluice = {
    address: function (query) {
      history.replaceState(history.state, "", location.pathname + (query ? "?" + query : ""));
      mirrorsNow();
    },
    job: showJob,
    started: started,
    post: post,
    isLost: function () {
      return lost !== null;
    },
    isGone: function () {
      return gone !== null;
    },
    isBack: isBack,
    toast: toast,
    text: text,
    bytes: bytes,
    whole: whole
  };

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
