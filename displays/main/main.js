/* The board of calls: the newest large, the seven before it, who waits. Old browsers: ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var boot = JSON.parse(document.getElementById("boot").textContent);
  var texts = boot.texts[boot.language];
  var EARLIER_CALLS = 7;
  var QUEUES_IN_A_LINE = 6;
  var PATIENCE = 1500;

  var clock = parts.createClock();
  var token = parts.deviceToken();
  var ticker = parts.createTicker(find("ticker"));
  var rows = makeRows();
  var newest = null;
  var lostAt = null;
  var lostTimer = 0;
  var everLive = false;

  function find(name) {
    return document.querySelector("[data-" + name + "]");
  }

  function make(tag, className, text) {
    var element = document.createElement(tag);
    element.className = className;
    element.textContent = text || "";
    return element;
  }

  function write(name, text) {
    var element = find(name);
    if (element.textContent !== String(text)) element.textContent = text;
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return name in values ? values[name] : whole;
    });
  }

  function makeRows() {
    var list = find("recent");
    var made = [];
    for (var i = 0; i < EARLIER_CALLS; i += 1) {
      var row = make("li", "recent__call recent__call--none");
      var line = make("span", "recent__line");
      var label = make("span", "recent__label");
      var counter = make("span", "recent__counter");
      line.appendChild(label);
      line.appendChild(make("span", "recent__word", texts.counter_word));
      line.appendChild(counter);
      row.appendChild(line);
      list.appendChild(row);
      made.push({ row: row, label: label, counter: counter });
    }
    return made;
  }

  function draw(board) {
    clock.set(board.time);
    tick();
    document.body.classList.toggle("tv--empty", board.calls.length === 0);
    document.body.classList.toggle("tv--one-call", board.calls.length === 1);
    if (board.calls.length) drawNewest(board.calls[0], board.queues);
    else newest = null;
    drawEarlier(board.calls.slice(1));
    drawWaiting(board.queues);
    write("nobody-title", board.open === false ? texts.closed : texts.nobody_called);
    find("nobody-hint").hidden = board.open === false;
    ticker.show(board.announcements.length ? board.announcements.map(textOf) : [find("ticker").getAttribute("data-slogan")]);
    window.queueAppVoice.hear(board.calls, clock.now());
  }

  function textOf(announcement) {
    return announcement.text;
  }

  function drawNewest(call, queues) {
    var key = call.id + " " + call.times_called;
    var queue = queues.filter(function (one) {
      return one.code === call.queue;
    })[0];
    write("newest-label", call.label);
    write("newest-counter", call.counter);
    write("newest-queue", queue ? (boot.language === "en" ? queue.name_en : queue.name) : "");
    fit();
    if (newest !== null && newest !== key) arrive(find("newest"));
    newest = key;
  }

  /** Large as the style sheet says, smaller only where a longer label or name would not fit. */
  function fit() {
    var label = find("newest-label");
    var queue = find("newest-queue");
    queue.classList.remove("newest__queue--long");
    queue.classList.toggle("newest__queue--long", queue.scrollHeight > queue.clientHeight + 2);
    label.style.fontSize = "";
    if (!label.clientWidth) return;
    var share = label.clientWidth / label.scrollWidth;
    if (share < 1) label.style.fontSize = parseFloat(getComputedStyle(label).fontSize) * share + "px";
  }

  function arrive(element) {
    element.classList.remove("newest--arriving");
    element.getBoundingClientRect(); // starts the animation anew
    element.classList.add("newest--arriving");
  }

  function drawEarlier(calls) {
    rows.forEach(function (one, i) {
      var call = calls[i];
      one.row.classList.toggle("recent__call--none", !call);
      one.row.classList.toggle("recent__call--marked", Boolean(call) && i === 0);
      one.label.textContent = call ? call.label : "";
      one.counter.textContent = call ? call.counter : "";
    });
  }

  function drawWaiting(queues) {
    var list = find("waiting");
    var waiting = queues.filter(function (queue) {
      return queue.waiting > 0;
    });
    find("waiting-line").classList.toggle("foot__waiting--many", waiting.length > QUEUES_IN_A_LINE);
    list.textContent = "";
    waiting.forEach(function (queue) {
      var one = make("span", "foot__queue");
      one.appendChild(make("b", "foot__letter", queue.code));
      one.appendChild(document.createTextNode(queue.waiting));
      list.appendChild(one);
    });
    write("waiting-word", waiting.length ? texts.waiting : texts.nobody_waiting);
  }

  function tick() {
    var date = clock.date(clock.now());
    date.weekday = texts.weekdays.split("|")[date.weekday];
    write("clock", clock.clockTime(clock.now()));
    write("date", fill(texts.date, date));
  }

  function onLink(link) {
    document.body.setAttribute("data-link", link);
    find("light").setAttribute("aria-label", link === "live" ? texts.live : texts.connecting);
    find("unknown").hidden = link !== "refused";
    clearTimeout(lostTimer);
    if (link === "live") {
      everLive = true;
      lostAt = null;
      showLost(false);
    } else if (link === "lost") {
      lostAt = lostAt || clock.now();
      lostTimer = setTimeout(function () {
        showLost(true);
      }, PATIENCE);
    }
  }

  function showLost(lost) {
    document.body.classList.toggle("tv--lost", lost);
    find("lost").hidden = !lost;
    if (lost) {
      write("lost-when", everLive ? fill(texts.lost, { time: clock.clockTime(lostAt) }) : texts.lost_at_first);
    }
  }

  function start() {
    tick();
    setInterval(tick, 1000);
    window.addEventListener("resize", fit);
    if (document.fonts) document.fonts.addEventListener("loadingdone", fit);
    if (!token) {
      find("unknown").hidden = false;
      return;
    }
    window.queueAppVoice.start({
      pack: "/displays/voice/packs/" + boot.voice.pack + "/",
      button: find("sound"),
      settings: boot.settings,
    });
    parts.followBoard({ office: boot.office, token: token, onBoard: draw, onLink: onLink });
  }

  start();
})();
