/* Keeps what is clicked before sluice.js is there, which alone knows what it means. */
(function () {
  "use strict";
  var kept = [];

  function keep(event) {
    if (kept.indexOf(event.target) < 0) {
      kept.push(event.target);
    }
  }

  document.addEventListener("click", keep, true);

  /** Hands over what was clicked, each once and in its order, and keeps nothing more. */
  window.sluiceEarly = function () {
    document.removeEventListener("click", keep, true);
    return kept.splice(0);
  };
})();
