/* Where a paired television belongs: it asks with the secret that only it knows. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var KEY = "queue-app.screen";
  var ANSWER_WITHIN = 8000;
  var secret = null;

  /** The secret of this television, or null; it outlasts a night without power where storage is allowed. */
  function recall() {
    try {
      return secret || localStorage.getItem(KEY);
    } catch (forbidden) {
      return secret;
    }
  }

  parts.place = {
    secret: recall,

    /** Keep a new secret; null forgets it. */
    keep: function (given) {
      secret = given;
      try {
        if (given) localStorage.setItem(KEY, given);
        else localStorage.removeItem(KEY);
      } catch (forbidden) {
        return;
      }
    },

    /** Ask the server: onAnswer(status, answer), with status 0 where none came. */
    ask: function (method, path, onAnswer) {
      var request = new XMLHttpRequest();
      request.open(method, path);
      request.timeout = ANSWER_WITHIN;
      if (recall()) request.setRequestHeader("Authorization", "Bearer " + recall());
      request.onloadend = function () {
        onAnswer(request.status, read(request.responseText));
      };
      request.send();
    },

    /** Go to a board of this office as the screen with this token; nowhere if this is that board. */
    go: function (address, token) {
      var there = document.createElement("a");
      there.href = address;
      if (there.pathname === location.pathname && there.search === location.search) return false;
      location.replace(address + (token ? "#token=" + encodeURIComponent(token) : ""));
      return true;
    },
  };

  function read(text) {
    try {
      return JSON.parse(text);
    } catch (broken) {
      return {};
    }
  }
})();
