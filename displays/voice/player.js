/* Plays clips of voice packs one after the other, without gaps of the browser's making. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var OVERDUE = 3;
  var AGAIN = 10000;
  var SILENCE = 0.012;
  var EDGE = 0.02;

  /**
   * options: packs (by language: a folder with pack.json), volume in percent, onReady() once everything is
   * loaded, onSound(allowed) whenever the browser starts or stops letting this page be heard.
   */
  parts.createPlayer = function (options) {
    var Context = window.AudioContext || window.webkitAudioContext;
    var context = Context ? new Context() : null;
    var sounds = {};
    var gaps = {};
    var left = Object.keys(options.packs).length;
    var out = null;

    function allowed() {
      return Boolean(context) && (context.state === undefined || context.state === "running");
    }

    /** One clip after the other: a television has little memory, and the server other things to do. */
    function load(language, folder, files, names) {
      if (!names.length) return done();
      var next = load.bind(null, language, folder, files, names.slice(1));
      get(folder + files[names[0]], "arraybuffer", function (bytes) {
        context.decodeAudioData(
          bytes,
          function (sound) {
            sounds[language][names[0]] = trimmed(sound);
            next();
          },
          next
        );
      }, next);
    }

    function done() {
      left -= 1;
      if (left === 0) options.onReady();
    }

    function loadPack(language) {
      var folder = options.packs[language];
      sounds[language] = {};
      get(folder + "pack.json", "text", function (text) {
        var pack = JSON.parse(text);
        gaps[language] = pack.gaps_ms;
        load(language, folder, pack.clips, Object.keys(pack.clips));
      }, done);
    }

    function gapAfter(breath, i) {
      var own = gaps[breath[0]];
      if (i < breath.length - 1) return own.joined / 1000;
      return (own[breath[i]] === undefined ? own.clip : own[breath[i]]) / 1000;
    }

    function schedule(breaths) {
      var at = context.currentTime + 0.05;
      var last = null;
      breaths.forEach(function (breath) {
        for (var i = 1; i < breath.length; i += 1) {
          var sound = sounds[breath[0]][breath[i]];
          if (sound) {
            last = context.createBufferSource();
            last.buffer = sound.buffer;
            last.connect(out);
            last.start(at, sound.from, sound.seconds);
            at += sound.seconds;
          }
          at += gapAfter(breath, i);
        }
      });
      return { last: last, seconds: at - context.currentTime };
    }

    if (context) {
      out = context.createGain();
      out.gain.value = Math.pow(options.volume / 100, 2); // as the ear counts
      out.connect(context.destination);
      context.onstatechange = function () {
        options.onSound(allowed());
      };
      Object.keys(options.packs).forEach(loadPack);
    }

    return {
      canPlay: function () {
        return left === 0 && allowed();
      },
      /** Whether only a touch is missing. */
      blocked: function () {
        return Boolean(context) && !allowed();
      },
      resume: function () {
        if (context && context.resume) context.resume();
      },
      /** Whether all clips of these breaths are there. */
      has: function (breaths) {
        return breaths.every(function (breath) {
          return breath.slice(1).every(function (name) {
            return Boolean(sounds[breath[0]] && sounds[breath[0]][name]);
          });
        });
      },
      /**
       * Play breaths, each its language and its clips ("pause" is silence alone), then call `onEnd` once, even
       * if the sound device is lost meanwhile.
       */
      play: function (breaths, onEnd) {
        var ended = false;
        var run = schedule(breaths);
        var timer = setTimeout(end, (run.seconds + OVERDUE) * 1000);
        if (run.last) run.last.onended = end;
        else end();

        function end() {
          if (ended) return;
          ended = true;
          clearTimeout(timer);
          onEnd();
        }
      },
    };
  };

  /** Where the sound begins and how long it lasts: some browsers leave an encoder's silence around it. */
  function trimmed(sound) {
    var samples = sound.getChannelData(0);
    var first = 0;
    var last = samples.length - 1;
    while (first < last && Math.abs(samples[first]) < SILENCE) first += 1;
    while (last > first && Math.abs(samples[last]) < SILENCE) last -= 1;
    var from = Math.max(0, first / sound.sampleRate - EDGE);
    return { buffer: sound, from: from, seconds: Math.min(sound.duration, last / sound.sampleRate + EDGE) - from };
  }

  /** Ask again until the server answers; what it does not have stays missing. */
  function get(address, type, onBody, onMissing) {
    var request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = type;
    request.onload = function () {
      if (request.status === 200) onBody(request.response);
      else if (request.status === 404) onMissing();
      else again();
    };
    request.onerror = again;
    request.send();

    function again() {
      setTimeout(function () {
        get(address, type, onBody, onMissing);
      }, AGAIN);
    }
  }
})();
