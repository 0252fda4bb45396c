/* Plays clips of a voice pack one after the other, without gaps of the browser's making. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var OVERDUE = 3;

  /**
   * options: pack (folder with pack.json), onReady(), onSound(allowed) whenever the browser starts or stops
   * letting this page be heard.
   */
  parts.createPlayer = function (options) {
    var Context = window.AudioContext || window.webkitAudioContext;
    var context = Context ? new Context() : null;
    var clips = {};
    var gaps = {};
    var ready = false;

    function allowed() {
      return Boolean(context) && (context.state === undefined || context.state === "running");
    }

    function load(pack) {
      var names = Object.keys(pack.clips);
      var left = names.length;
      gaps = pack.gaps_ms;
      names.forEach(function (name) {
        get(options.pack + pack.clips[name], "arraybuffer", function (bytes) {
          if (!bytes) return done();
          context.decodeAudioData(
            bytes,
            function (sound) {
              clips[name] = sound;
              done();
            },
            done
          );
        });
      });

      function done() {
        left -= 1;
        ready = ready || left === 0;
        if (left === 0) options.onReady();
      }
    }

    function loadPack() {
      get(options.pack + "pack.json", "text", function (text) {
        if (text) load(JSON.parse(text));
        else setTimeout(loadPack, 10000);
      });
    }

    function schedule(names) {
      var at = context.currentTime + 0.05;
      var last = null;
      names.forEach(function (name) {
        if (!clips[name]) {
          at += (gaps[name] || 0) / 1000;
          return;
        }
        last = context.createBufferSource();
        last.buffer = clips[name];
        last.connect(context.destination);
        last.start(at);
        at += clips[name].duration + (gaps[name] || gaps.clip) / 1000;
      });
      return { last: last, seconds: at - context.currentTime };
    }

    if (context) {
      context.onstatechange = function () {
        options.onSound(allowed());
      };
      loadPack();
    }

    return {
      canPlay: function () {
        return ready && allowed();
      },
      /** Whether only a touch is missing. */
      blocked: function () {
        return Boolean(context) && !allowed();
      },
      resume: function () {
        if (context && context.resume) context.resume();
      },
      /** Play clips by name, then call `onEnd` once, even if the sound device is lost meanwhile. */
      play: function (names, onEnd) {
        var ended = false;
        var run = schedule(names);
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

  function get(address, type, onBody) {
    var request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = type;
    request.onload = function () {
      onBody(request.status === 200 ? request.response : null);
    };
    request.onerror = function () {
      onBody(null);
    };
    request.send();
  }
})();
