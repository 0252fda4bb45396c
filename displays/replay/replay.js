/* Feeds the board from a past day instead of the running office: play, pause, jump. No voice unless asked. ES5. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var boot = JSON.parse(document.getElementById("boot").textContent);
  var texts = boot.texts[boot.language];
  var day = boot.replay;
  var STEP = 250;
  var MINUTE = 60000;
  var SPEEDS = [1, 2, 5, 10, 30, 60, 120];

  var at = day.begins;
  var playing = true;
  var speed = day.speed;
  var ticked = Date.now();
  var voice = speakWhenAsked(window.queueAppVoice);
  var board = null;
  var asked = 0;
  var waiting = false;
  var screen = null;

  /** The page's voice, silent and without a sound card until somebody switches it on. */
  function speakWhenAsked(real) {
    var options = null;
    var on = false;
    var started = false;
    window.queueAppVoice = {
      spoken: real.spoken,
      start: function (given) {
        options = given;
        begin();
      },
      hear: function (calls, now) {
        if (on) real.hear(calls, now);
      },
    };
    /* Whichever comes last: the page lends its clips a moment after the board is there. */
    function begin() {
      if (!on || !options || started) return;
      started = true;
      real.start(options);
    }
    return {
      isOn: function () {
        return on;
      },
      turn: function (now) {
        on = now;
        begin();
      },
    };
  }

  function find(name) {
    return document.querySelector("[data-replay-" + name + "]");
  }

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function clockTime(time) {
    var local = new Date(time + day.offset);
    return local.getUTCHours() + ":" + two(local.getUTCMinutes()) + ":" + two(local.getUTCSeconds());
  }

  function tick() {
    var now = Date.now();
    var before = at;
    if (playing) at = Math.min(day.ends, at + (now - ticked) * speed);
    ticked = now;
    if (at >= day.ends) playing = false;
    drawBar();
    if (at !== before || board === null) ask();
    else screen.onBoard(board);
  }

  function jump(to) {
    at = Math.max(day.begins, Math.min(day.ends, to));
    asked += 1;
    waiting = false;
    ticked = Date.now();
    drawBar();
    ask();
  }

  /** The call before or after this moment: the first one that differs from what is shown. */
  function jumpToCall(direction) {
    var found = day.calls.filter(function (call) {
      return direction > 0 ? call > at : call < at;
    });
    if (found.length) jump(direction > 0 ? found[0] : found[found.length - 1]);
  }

  function ask() {
    if (waiting) return;
    var mine = (asked += 1);
    var request = new XMLHttpRequest();
    waiting = true;
    request.open("GET", "board?at=" + Math.round(at));
    request.onload = function () {
      if (mine !== asked) return;
      waiting = false;
      if (request.status !== 200) return screen.onLink("lost");
      board = JSON.parse(request.responseText);
      screen.onLink("live");
      screen.onBoard(board);
    };
    request.onerror = function () {
      if (mine !== asked) return;
      waiting = false;
      screen.onLink("lost");
    };
    request.send();
  }

  function play(now) {
    playing = now;
    if (playing && at >= day.ends) at = day.begins;
    ticked = Date.now();
    drawBar();
  }

  function drawBar() {
    find("play").textContent = playing ? texts.pause : texts.play;
    find("clock").textContent = clockTime(at);
    find("seek").value = at;
    find("voice").setAttribute("aria-pressed", String(voice.isOn()));
  }

  function offerSpeeds() {
    var select = find("speed");
    var offered = SPEEDS.indexOf(speed) === -1 ? SPEEDS.concat([speed]) : SPEEDS;
    offered
      .slice()
      .sort(function (one, other) {
        return one - other;
      })
      .forEach(function (one) {
        var option = document.createElement("option");
        option.value = one;
        option.textContent = one + "×";
        select.appendChild(option);
      });
    select.value = speed;
    select.addEventListener("change", function () {
      speed = Number(select.value);
      select.blur();
    });
  }

  function each(name, act) {
    Array.prototype.forEach.call(document.querySelectorAll("[data-replay-" + name + "]"), function (button) {
      button.addEventListener("click", function () {
        act(Number(button.getAttribute("data-replay-" + name)));
        button.blur();
      });
    });
  }

  function step(by) {
    jump(at + by);
  }

  function onKey(event) {
    var act = {
      " ": function () {
        play(!playing);
      },
      ArrowLeft: function () {
        step(-MINUTE);
      },
      ArrowRight: function () {
        step(MINUTE);
      },
      ArrowUp: function () {
        jumpToCall(-1);
      },
      ArrowDown: function () {
        jumpToCall(1);
      },
    }[event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey || event.target === find("speed")) return;
    event.preventDefault();
    act();
  }

  function start() {
    var seek = find("seek");
    seek.min = day.begins;
    seek.max = day.ends;
    seek.addEventListener("input", function () {
      jump(Number(seek.value));
    });
    offerSpeeds();
    each("step", step);
    each("call", jumpToCall);
    each("play", function () {
      play(!playing);
    });
    each("voice", function () {
      voice.turn(!voice.isOn());
      drawBar();
    });
    document.addEventListener("keydown", onKey);
    if (day.voice) voice.turn(true);
    tick();
    setInterval(tick, STEP);
  }

  /* The board asks for its device's token and for somebody to follow; here that is the past. */
  parts.deviceToken = function () {
    return "replay";
  };
  parts.followBoard = function (options) {
    screen = options;
    start();
  };
})();
