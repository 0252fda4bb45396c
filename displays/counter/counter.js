/* Over one counter: who is called there, or that it pauses or is closed. Old browsers: ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var find = parts.find;
  var texts = parts.texts;
  var number = parts.boot.counter.number;
  var FRESH = 20000;
  var board = null;

  function draw(now) {
    board = now;
    var counter = board.counters.filter(function (one) {
      return one.number === number;
    })[0] || { state: "closed", label: null };
    var isCalled = Boolean(counter.label);
    var isFresh = isCalled && board.calls.some(function (call) {
      return call.label === counter.label && parts.clock.now() - Date.parse(call.called_at) < FRESH;
    });
    var state = isFresh ? "called" : isCalled ? "serving" : counter.state;
    find("over").setAttribute("data-over", state);
    document.body.classList.toggle("tv--empty", false);
    parts.write(find("over-state"), texts["over_" + state]);
    write("over-label", isCalled ? counter.label : "");
    write("over-hint", isCalled ? "" : hint(state));
    fit();
  }

  function write(name, text) {
    var element = find(name);
    element.hidden = !text;
    parts.write(element, text);
  }

  function hint(state) {
    if (state === "closed" && board.open === false && board.opens) return parts.opening(board.opens);
    return texts["over_" + state + "_hint"];
  }

  function fit() {
    parts.shrink(find("over-label"));
    parts.shrink(find("over-state"));
  }

  window.addEventListener("resize", fit);
  if (document.fonts) document.fonts.addEventListener("loadingdone", fit);

  parts.openBoard({
    onBoard: draw,
    onSecond: function () {
      draw(board);
    },
  });
})();
