/* Sets the theme before the first paint; sluice.js offers the switch. */
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function wanted() {
    try {
      return localStorage.getItem("sluice.theme") || "system";
    } catch (blocked) {
      return "system";
    }
  }

  function apply() {
    var theme = wanted();
    document.documentElement.dataset.theme =
      theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  }

  window.sluiceTheme = {
    wanted: wanted,
    set: function (theme) {
      try {
        localStorage.setItem("sluice.theme", theme);
      } catch (blocked) {
        // Without storage the choice holds for this page only.
      }
      apply();
    }
  };
  dark.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  apply();
})();
