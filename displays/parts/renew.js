/* Opens the page again once it has changed: a new version, another name of the office, a new queue. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var EVERY = 120000;

  /** Look for another page now and then; `mayNow()` says whether the screen may be opened again just now. */
  parts.renewWhenChanged = function (mayNow) {
    var known = null;

    function ask() {
      var request = new XMLHttpRequest();
      request.open("GET", location.pathname + location.search);
      request.onload = function () {
        if (isNoBoard(request) && mayNow()) location.reload();
        if (request.status !== 200) return;
        if (known === null) known = request.responseText;
        else if (request.responseText !== known && mayNow()) location.reload();
      };
      request.send();
    }

    ask();
    setInterval(ask, EVERY);
  };

  /** Whether the server itself says that there is no such board, on a page that looks again by itself. */
  function isNoBoard(answer) {
    return answer.status >= 400 && answer.status < 500 && answer.responseText.indexOf('http-equiv="refresh"') > 0;
  }
})();
