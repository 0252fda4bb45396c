/* Speaks the calls of a board: one after the other, each at most once, even across a reload. ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var MEMORY = "queue-app.spoken " + location.pathname;
  var REMEMBERED = 200;
  var SPEAK_WITHIN = 60000;
  var SPEAK_WITHIN_AT_FIRST = 20000;
  var CROWD = 2;

  var spoken = [];
  var line = [];
  var heard = null;
  var speaking = false;
  var player = null;
  var clockAhead = 0;

  /** The clips that say "Mời số A, không, hai, năm, đến quầy số ba" for ("A025", 3). */
  function sentence(label, counter) {
    return ["invite"].concat(characters(label), ["to-counter"], characters(counter));
  }

  function characters(text) {
    return (String(text).toUpperCase().match(/[A-Z0-9]/g) || []).map(function (one) {
      return (/\d/.test(one) ? "digit-" : "letter-") + one.toLowerCase();
    });
  }

  /** Chime and sentence, said twice; once where others are waiting to be spoken. */
  function announcement(call) {
    var once = ["chime"].concat(sentence(call.label, call.counter));
    return line.length > CROWD ? once : once.concat(["repeat"], sentence(call.label, call.counter));
  }

  function keyOf(call) {
    return [call.id, call.times_called, call.called_at].join(" ");
  }

  function serverTime() {
    return Date.now() + clockAhead;
  }

  function age(call) {
    return serverTime() - Date.parse(call.called_at);
  }

  /**
   * Take in the calls of a board, newest first. What this screen has not heard of yet is spoken if it is young
   * enough: what was called while the screen was away may be a minute old, on its very first day 20 seconds.
   */
  function hear(calls, serverNow) {
    clockAhead = serverNow - Date.now();
    var first = heard === null && !recall();
    heard = heard || recall() || [];
    calls
      .slice()
      .reverse()
      .forEach(function (call) {
        if (heard.indexOf(keyOf(call)) !== -1 || inLine(call)) return;
        if (age(call) < (first ? SPEAK_WITHIN_AT_FIRST : SPEAK_WITHIN)) line.push(call);
        else remember(call);
      });
    keep();
    speakNext();
  }

  function inLine(call) {
    return line.some(function (one) {
      return keyOf(one) === keyOf(call);
    });
  }

  function speakNext() {
    if (speaking || !line.length || !player || !player.canPlay()) return;
    var call = line.shift();
    var clips = announcement(call);
    speaking = true;
    remember(call);
    keep();
    player.play(clips, function () {
      speaking = false;
      speakNext();
    });
    spoken.push({
      id: call.id,
      times_called: call.times_called,
      clips: clips,
      at: new Date(serverTime()).toISOString(),
    });
    spoken.splice(0, spoken.length - REMEMBERED);
  }

  /** Back after silence: what is too old by now is only shown. */
  function forgetOld() {
    if (!heard) return;
    line = line.filter(function (call) {
      if (age(call) < SPEAK_WITHIN) return true;
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

  /** options: pack (folder of clips), button (shown while the browser waits for a touch before it plays). */
  function start(options) {
    player = parts.createPlayer({ pack: options.pack, onReady: speakNext, onSound: onSound });
    ["click", "keydown", "touchend"].forEach(function (sign) {
      document.addEventListener(sign, player.resume);
    });
    player.resume();
    setTimeout(function () {
      options.button.hidden = !player.blocked();
    }, 800);

    function onSound(allowed) {
      options.button.hidden = allowed;
      if (!allowed) return;
      forgetOld();
      speakNext();
    }
  }

  window.queueAppVoice = { start: start, hear: hear, sentence: sentence, spoken: spoken };
})();
