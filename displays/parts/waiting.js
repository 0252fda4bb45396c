/* Who waits: a cell a queue, with the wait of somebody who came now where there is room for it. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var make = parts.make;
  var ROUGH_FROM = 30;

  /** Gives draw(board) for the line that is marked data-waiting. */
  parts.createWaiting = function () {
    var texts = parts.texts;
    var line = parts.find("waiting");
    var list = parts.find("waiting-list");
    var drawn = "";

    function draw(board) {
      var queues = board.queues.filter(function (queue) {
        return queue.waiting > 0;
      });
      var now = JSON.stringify(
        queues.map(function (queue) {
          return [queue.code, queue.waiting, waitText(queue.wait, texts)];
        })
      );
      if (now === drawn) return;
      drawn = now;
      parts.write(parts.find("waiting-word"), queues.length ? texts.waiting : texts.nobody_waiting);
      list.textContent = "";
      queues.forEach(function (queue) {
        list.appendChild(cell(queue));
      });
      fit();
    }

    function cell(queue) {
      var one = make("li", "waiting__queue");
      one.appendChild(make("b", "waiting__letter", queue.code));
      one.appendChild(make("span", "waiting__count", queue.waiting));
      one.appendChild(make("span", "waiting__wait", waitText(queue.wait, texts)));
      return one;
    }

    /** First the waits go, then the letters grow smaller, until all queues stand there. */
    function fit() {
      line.classList.remove("waiting--short");
      line.classList.remove("waiting--small");
      if (isTooLong()) line.classList.add("waiting--short");
      if (isTooLong()) line.classList.add("waiting--small");
    }

    function isTooLong() {
      return list.scrollHeight > list.clientHeight + 2 || list.scrollWidth > list.clientWidth + 2;
    }

    window.addEventListener("resize", fit);
    if (document.fonts) document.fonts.addEventListener("loadingdone", fit);
    return { draw: draw };
  };

  /** An honest wait in words; "" where nobody can promise one. Long ones in steps of five minutes. */
  function waitText(wait, texts) {
    if (!wait) return "";
    if (wait.p90_s < 60) return texts.wait_now;
    var from = Math.round(wait.p50_s / 60);
    var to = Math.ceil(wait.p90_s / 60);
    if (to >= ROUGH_FROM) {
      from = Math.floor(from / 5) * 5;
      to = Math.ceil(to / 5) * 5;
    }
    if (from < 1) return parts.fill(texts.wait_under, { n: to });
    if (from === to) return parts.fill(texts.wait_about, { n: to });
    return parts.fill(texts.wait_range, { from: from, to: to });
  }
})();
