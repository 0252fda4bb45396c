/* A television without a board shows a code until somebody gives it one, and then goes there. ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var find = parts.find;
  var place = parts.place;
  var boot = JSON.parse(document.getElementById("boot").textContent);
  var texts = boot.texts;
  var EVERY = 3000;
  var MINUTE = 60;

  /** With a secret of its own it asks where it belongs; without one it asks for a code. */
  function ask() {
    if (place.secret()) place.ask("GET", "/api/v1/screens/mine", onPlace);
    else place.ask("POST", "/api/v1/pairings", onCode);
  }

  function onPlace(status, answer) {
    if (status === 200 && answer.paired) {
      live(true);
      place.go(answer.address, place.secret());
      return;
    }
    if (status === 404) place.keep(null);
    if (status === 200) show(answer);
    else live(status === 404);
    setTimeout(ask, status === 404 ? 0 : EVERY);
  }

  function onCode(status, answer) {
    if (status === 201) {
      place.keep(answer.secret);
      show(answer);
    } else {
      live(false);
    }
    setTimeout(ask, EVERY);
  }

  function show(answer) {
    live(true);
    parts.write(find("code"), answer.code);
    parts.write(find("lasts"), parts.fill(texts.lasts, { n: Math.ceil(answer.expires_in_s / MINUTE) }));
  }

  /** A code that may be another one by now is not shown. */
  function live(isLive) {
    document.body.setAttribute("data-link", isLive ? "live" : "lost");
    find("light").setAttribute("aria-label", isLive ? texts.live : texts.connecting);
    if (isLive) return;
    parts.write(find("code"), "");
    parts.write(find("lasts"), texts.connecting);
  }

  ask();
})();
