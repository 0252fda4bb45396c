/* The screen's bearer token: once in the address after "#token=", then kept by the browser. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});

  /** The token of this screen, or null. A new address with a token opens the page again. */
  parts.deviceToken = function () {
    var key = "queue-app.token " + location.pathname;
    var given = /[#&]token=([^&]+)/.exec(location.hash);
    if (given) {
      remember(key, decodeURIComponent(given[1]));
      history.replaceState(null, "", location.pathname + location.search);
    }
    window.addEventListener("hashchange", function () {
      if (location.hash.indexOf("#token=") === 0) location.reload();
    });
    return (given && decodeURIComponent(given[1])) || recall(key);
  };

  /* A television may forbid storage; the screen then works until it is switched off. */
  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch (forbidden) {
      return;
    }
  }

  function recall(key) {
    try {
      return localStorage.getItem(key);
    } catch (forbidden) {
      return null;
    }
  }
})();
