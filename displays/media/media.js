/* The board with pictures: the calls on one side, what the office has to show on the other. ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var calls = parts.createCalls({ earlier: 4 });
  var waiting = parts.createWaiting();
  var ticker = parts.createTicker(parts.find("ticker"));

  parts.showSlides("/tv/" + parts.boot.office + "/media/slides?folder=" + parts.boot.settings.folder);
  parts.openBoard({
    onBoard: function (board) {
      calls.draw(board);
      waiting.draw(board);
      ticker.draw(board);
    },
    onSecond: calls.second,
    mayRenew: function () {
      return !calls.isBusy();
    },
  });
})();
