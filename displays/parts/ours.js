/* What of a board belongs on this screen: all of it, or only some queues and counters. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var LONG_AGO = "1970-01-01T00:00:00Z";

  /** The calls that this screen shows and says: of one of the queues and at one of the counters that are named. */
  parts.ourCalls = function (board, settings) {
    return board.calls.filter(function (call) {
      return isOf(settings.queues, call.queue) && isOf(settings.counters, call.counter);
    });
  };

  /**
   * The board with only what `settings` asks for; the waiting and the missed are those of the queues that are
   * called here. A board holds the last calls of the whole office: whoever is still at one of our counters
   * stands below them, however many were called elsewhere since.
   */
  parts.ours = function (board, settings) {
    if (!settings.queues.length && !settings.counters.length) return board;
    var shown = {};
    for (var name in board) shown[name] = board[name];
    shown.calls = parts.ourCalls(board, settings);
    shown.calls = shown.calls.concat(stillThere(board, settings, shown.calls));
    shown.queues = board.queues.filter(function (queue) {
      return settings.waiting.indexOf(queue.code) !== -1;
    });
    shown.missed = board.missed.filter(function (label) {
      return queueOf(settings, label) !== null;
    });
    return shown;
  };

  function stillThere(board, settings, calls) {
    return board.counters
      .filter(function (counter) {
        if (!counter.label || !isOf(settings.counters, counter.number)) return false;
        if (settings.queues.length && queueOf(settings, counter.label) === null) return false;
        return !calls.some(function (call) {
          return call.label === counter.label;
        });
      })
      .map(function (counter) {
        var queue = queueOf(settings, counter.label);
        return {
          id: "at " + counter.number,
          label: counter.label,
          queue: queue,
          counter: counter.number,
          called_at: LONG_AGO,
          times_called: 1,
        };
      });
  }

  /** The letter of our queue that a number is of, as its form says; null where it is of none. */
  function queueOf(settings, label) {
    for (var i = 0; i < settings.prefixes.length; i += 1) {
      var prefix = settings.prefixes[i];
      if (label.indexOf(prefix) === 0 && /^\d+$/.test(label.slice(prefix.length))) return settings.waiting[i];
    }
    return null;
  }

  function isOf(named, one) {
    return !named.length || named.indexOf(one) !== -1;
  }
})();
