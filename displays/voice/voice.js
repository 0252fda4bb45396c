/* Speaks the calls of a board: one after the other, each at most once, even across a reload. ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var boot = JSON.parse(document.getElementById("boot").textContent);
  var MEMORY = "queue-app.spoken " + boot.office;
  var REMEMBERED = 200;
  var SPEAK_WITHIN_AT_FIRST = 20000;
  var CROWD = 2;
  var FIRST = "vi";

  var spoken = [];
  var line = [];
  var heard = null;
  var speaking = false;
  var player = null;
  var languages = [FIRST];
  var quiet = [];
  var clock = parts.createClock();
  var clockAhead = 0;

  /** What is said of a call in one language, a list of clips a breath; the language stands before them. */
  function sentence(call, language) {
    var breaths = [];
    call.speak.clips[language].some(function (breath) {
      if (breath === "to-counter" && hasName(call.counter, language)) {
        breaths.push([language, "counter-" + call.counter]);
        return true;
      }
      breaths.push([language].concat(breath.split(" ")));
      return false;
    });
    return breaths;
  }

  /** A pack may say "đến phòng tiếp công dân" where others say "đến quầy số tám". */
  function hasName(counter, language) {
    return player.has([[language, "counter-" + counter]]);
  }

  /** Chime, then the sentence in each language, as often as the office says; once where others wait. */
  function announcement(call) {
    var times = line.length > CROWD ? 1 : call.speak.times;
    var said = [];
    for (var i = 0; i < times; i += 1) {
      languages.forEach(function (language) {
        if (call.speak.clips[language]) said.push(sentence(call, language));
      });
    }
    /* Half a number would call somebody else: where a clip is missing, there is only the chime. */
    return said.filter(player.has).reduce(
      function (whole, one, i) {
        return whole.concat(i ? [[FIRST, "pause"]] : [], one);
      },
      [[FIRST, "chime"]]
    );
  }

  function keyOf(call) {
    return [call.id, call.times_called, call.called_at].join(" ");
  }

  function serverTime() {
    return Date.now() + clockAhead;
  }

  function isYoung(call) {
    return serverTime() < Date.parse(call.speak.until);
  }

  /** Whether this screen is to say nothing now, by the office's clock, which every call carries. */
  function isQuiet() {
    var now = ("0" + clock.clockTime(serverTime())).slice(-5);
    return quiet.some(function (hours) {
      return hours[0] <= now && now < hours[1];
    });
  }

  /**
   * Take in the calls of a board, newest first. What this screen has not heard of yet is spoken if it is young
   * enough: what was called while the screen was away may be as old as the office says, on its very first day
   * 20 seconds.
   */
  function hear(calls, serverNow) {
    clockAhead = serverNow - Date.now();
    if (calls.length) clock.set(calls[0].called_at);
    var first = heard === null && !recall();
    heard = heard || recall() || [];
    calls
      .slice()
      .reverse()
      .forEach(function (call) {
        if (heard.indexOf(keyOf(call)) !== -1 || inLine(call)) return;
        if (first && serverTime() - Date.parse(call.called_at) >= SPEAK_WITHIN_AT_FIRST) remember(call);
        else line.push(call);
      });
    speakNext();
  }

  function inLine(call) {
    return line.some(function (one) {
      return keyOf(one) === keyOf(call);
    });
  }

  function speakNext() {
    forgetWhatIsOver();
    if (speaking || !line.length || !player || !player.canPlay()) return;
    var call = line.shift();
    var breaths = announcement(call);
    speaking = true;
    remember(call);
    keep();
    player.play(breaths, function () {
      speaking = false;
      speakNext();
    });
    spoken.push({
      id: call.id,
      times_called: call.times_called,
      breaths: breaths,
      at: new Date(serverTime()).toISOString(),
    });
    spoken.splice(0, spoken.length - REMEMBERED);
  }

  /** What is too old by now, or falls into quiet hours, is only shown, and never said later. */
  function forgetWhatIsOver() {
    var silent = isQuiet();
    line = line.filter(function (call) {
      if (!silent && isYoung(call)) return true;
      remember(call);
      return false;
    });
    keep();
  }

  function remember(call) {
    heard.push(keyOf(call));
  }

  /* The memory is this window's own: two screens on one computer each speak for themselves. */
  function keep() {
    if (!heard) return;
    heard.splice(0, heard.length - REMEMBERED);
    try {
      sessionStorage.setItem(MEMORY, JSON.stringify(heard));
    } catch (forbidden) {
      return;
    }
  }

  function recall() {
    try {
      return JSON.parse(sessionStorage.getItem(MEMORY));
    } catch (forbidden) {
      return null;
    }
  }

  /**
   * options: packs (folder of clips by language), settings (volume in percent, quiet hours, second language),
   * button (shown while the browser waits for a touch before it plays).
   */
  function start(options) {
    var settings = options.settings;
    var packs = {};
    if (!settings.volume) quiet = [["00:00", "24:00"]];
    else quiet = settings.quiet;
    if (settings.second && settings.second !== FIRST) languages = [FIRST, settings.second];
    if (!settings.volume) return;
    languages.forEach(function (language) {
      packs[language] = options.packs[language];
    });
    player = parts.createPlayer({ packs: packs, volume: settings.volume, onReady: speakNext, onSound: onSound });
    ["click", "keydown", "touchend"].forEach(function (sign) {
      document.addEventListener(sign, player.resume);
    });
    player.resume();
    setTimeout(function () {
      options.button.hidden = !player.blocked();
    }, 800);

    function onSound(allowed) {
      options.button.hidden = allowed;
      if (allowed) speakNext();
    }
  }

  function isSpeaking() {
    return speaking || line.length > 0;
  }

  window.queueAppVoice = { start: start, hear: hear, isSpeaking: isSpeaking, spoken: spoken };
})();
