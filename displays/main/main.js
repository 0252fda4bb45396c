/* The board of calls: the newest large, those before it, who was absent, who waits. Old browsers: ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var calls = parts.createCalls({ earlier: 7 });
  var waiting = parts.createWaiting();
  var ticker = parts.createTicker(parts.find("ticker"));

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
