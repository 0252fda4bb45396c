/* What of a board belongs on this screen: all of it, or only some queues and counters. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});

  /**
   * The board with only what `settings` asks for. A call must be of one of the queues and at one of the
   * counters that are named; the waiting and the missed are those of the queues that are called here.
   */
  parts.ours = function (board, settings) {
    if (!settings.queues.length && !settings.counters.length) return board;
    var shown = {};
    for (var name in board) shown[name] = board[name];
    shown.calls = board.calls.filter(function (call) {
      return isOf(settings.queues, call.queue) && isOf(settings.counters, call.counter);
    });
    shown.queues = board.queues.filter(function (queue) {
      return settings.waiting.indexOf(queue.code) !== -1;
    });
    shown.missed = board.missed.filter(function (label) {
      return settings.prefixes.some(function (prefix) {
        return label.indexOf(prefix) === 0 && /^\d+$/.test(label.slice(prefix.length));
      });
    });
    return shown;
  };

  function isOf(named, one) {
    return !named.length || named.indexOf(one) !== -1;
  }
})();
