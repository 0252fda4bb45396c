/* The calls: the newest large, two of one moment side by side, those before them in a list. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var find = parts.find;
  var make = parts.make;
  var FRESH = 20000;
  var LARGE = 2;
  /* So long after its last call an office that is closed shows that it is, and no call. */
  var LINGERS = 600000;

  /** options: earlier, how many calls the list has. Gives draw(board), second() and isBusy(). */
  parts.createCalls = function (options) {
    var texts = parts.texts;
    var large = [find("newest"), find("second")].map(panel);
    var rows = makeRows(find("recent"), options.earlier);
    var board = null;
    var drawn = "";

    function draw(now) {
      var before = keysOf(large);
      board = now;
      drawn = standing();
      var isOver = board.open === false && !board.calls.some(isLingering);
      var calls = isOver ? [] : board.calls;
      var fresh = calls.filter(isFresh).slice(0, LARGE);
      var count = Math.max(1, fresh.length);
      document.body.classList.toggle("tv--empty", !calls.length);
      document.body.classList.toggle("tv--one-call", calls.length === 1);
      find("spot").classList.toggle("spot--fresh", fresh.length > 0);
      find("spot").classList.toggle("spot--two", count > 1);
      large.forEach(function (one, i) {
        show(one, i < count ? calls[i] : undefined);
      });
      fit();
      large.forEach(function (one) {
        if (one.key && before.length && before.indexOf(one.key) === -1) arrive(one.element);
      });
      drawEarlier(calls.slice(count));
      drawMissed(isOver ? [] : board.missed);
      drawNobody();
      fitRows();
    }

    function standing() {
      return board.calls
        .map(function (call) {
          return String(isFresh(call)) + isLingering(call);
        })
        .join();
    }

    function show(one, call) {
      var queue = call && queueOf(board.queues, call.queue);
      one.element.hidden = !call;
      one.key = call ? call.id + " " + call.times_called : "";
      if (!call) return;
      parts.write(one.label, call.label);
      parts.write(one.counter, call.counter);
      parts.write(one.queue, queue ? parts.nameOf(queue) : "");
      parts.write(one.again, again(call));
      one.again.hidden = call.times_called < 2;
    }

    function drawEarlier(calls) {
      rows.forEach(function (one, i) {
        var call = calls[i];
        one.row.classList.toggle("recent__call--none", !call);
        one.row.classList.toggle("recent__call--marked", Boolean(call) && (i === 0 || isFresh(call)));
        parts.write(one.label, call ? call.label : "");
        parts.write(one.counter, call ? call.counter : "");
        parts.write(one.again, call && call.times_called > 1 ? again(call) : "");
      });
    }

    /** As many of the calls before as there is height for. */
    function fitRows() {
      var list = find("recent");
      var least = parseFloat(getComputedStyle(rows[0].row).fontSize) * 1.2;
      var room = Math.max(1, Math.floor(list.clientHeight / least));
      rows.forEach(function (one, i) {
        one.row.hidden = i >= room;
      });
    }

    function drawMissed(labels) {
      find("missed").hidden = !labels.length;
      var list = find("missed-labels");
      var now = labels.join(" ");
      if (list.getAttribute("data-shown") === now) return;
      list.setAttribute("data-shown", now);
      list.textContent = "";
      labels.forEach(function (label) {
        list.appendChild(make("span", "missed__label", label));
        list.appendChild(document.createTextNode(" "));
      });
    }

    function drawNobody() {
      var isClosed = board.open === false;
      var hint = isClosed ? (board.opens ? parts.opening(board.opens) : "") : texts.nobody_called_hint;
      parts.write(find("nobody-title"), isClosed ? texts.closed : texts.nobody_called);
      parts.write(find("nobody-hint"), hint);
    }

    /** Large as the style sheet says, smaller only where a longer label or name would not fit. */
    function fit() {
      large.forEach(function (one) {
        if (one.element.hidden) return;
        parts.shrink(one.label);
        one.queue.classList.remove("call__queue--long");
        one.queue.classList.toggle("call__queue--long", one.queue.scrollHeight > one.queue.clientHeight + 2);
      });
    }

    function fitAll() {
      fit();
      fitRows();
    }

    window.addEventListener("resize", fitAll);
    if (document.fonts) document.fonts.addEventListener("loadingdone", fitAll);

    return {
      draw: draw,
      /** A call that has been large for long enough makes room. */
      second: function () {
        if (drawn !== standing()) draw(board);
      },
      /** Whether somebody is just being called. */
      isBusy: function () {
        return board !== null && board.calls.some(isFresh);
      },
    };

    function again(call) {
      return parts.fill(texts.again, { n: call.times_called });
    }
  };

  function panel(element) {
    return {
      element: element,
      key: "",
      label: find("call-label", element),
      counter: find("call-counter", element),
      queue: find("call-queue", element),
      again: find("call-again", element),
    };
  }

  function keysOf(large) {
    return large
      .map(function (one) {
        return one.key;
      })
      .filter(Boolean);
  }

  function makeRows(list, count) {
    var made = [];
    for (var i = 0; i < count; i += 1) {
      var row = make("li", "recent__call recent__call--none");
      var line = make("span", "recent__line");
      var one = { row: row, label: make("span", "recent__label"), again: make("span", "recent__again") };
      one.counter = make("span", "recent__counter");
      line.appendChild(one.label);
      line.appendChild(one.again);
      line.appendChild(make("span", "recent__word", parts.texts.counter_word));
      line.appendChild(one.counter);
      row.appendChild(line);
      list.appendChild(row);
      made.push(one);
    }
    return made;
  }

  function queueOf(queues, code) {
    return queues.filter(function (one) {
      return one.code === code;
    })[0];
  }

  function age(call) {
    return parts.clock.now() - Date.parse(call.called_at);
  }

  function isFresh(call) {
    return age(call) < FRESH;
  }

  function isLingering(call) {
    return age(call) < LINGERS;
  }

  function arrive(element) {
    element.classList.remove("call--arriving");
    element.getBoundingClientRect(); // starts the animation anew
    element.classList.add("call--arriving");
  }
})();
