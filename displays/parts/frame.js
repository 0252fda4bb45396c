/* What every board has around it: clock, light, the sign of a lost connection, the voice. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var find = parts.find;
  var boot = JSON.parse(document.getElementById("boot").textContent);
  var texts = boot.texts[boot.language];
  var PATIENCE = 1500;
  var VOICE_AFTER = 300;
  var SILENCE = 100000; // a quiet room is told twice as often

  parts.boot = boot;
  parts.texts = texts;
  parts.clock = parts.createClock();

  /** The name of a queue or counter in the page's language. */
  parts.nameOf = function (one) {
    return boot.language === "en" && one.name_en ? one.name_en : one.name;
  };

  /** "13:30", or with its day where that is not today. */
  parts.opening = function (opens) {
    var clock = parts.clock;
    var at = Date.parse(opens);
    var day = clock.date(at);
    var isToday = day.day === clock.date(clock.now()).day;
    var values = { time: clock.clockTime(at), weekday: weekday(day), day: day.day, month: day.month };
    return parts.fill(isToday ? texts.opens : texts.opens_on, values);
  };

  /**
   * Keep the page up to date for ever. options: onBoard(board) with each new state of this screen's part of the
   * office, onSecond() between them, mayRenew() unless it always may be opened again.
   */
  parts.openBoard = function (options) {
    var token = parts.deviceToken();
    var link = "connecting";
    var everLive = false;
    var board = null;
    var heardAt = 0;
    var lostAt = null;
    var lostTimer = 0;
    var guide = parts.createGuide && parts.createGuide({ token: token, mayGo: options.mayRenew || always });
    var hasVoice = false;

    function onBoard(whole) {
      parts.clock.set(whole.time);
      board = parts.ours(whole, boot.settings);
      heardAt = Date.now();
      tick();
      options.onBoard(board);
      if (!window.queueAppVoice) return;
      window.queueAppVoice.hear(parts.ourCalls(whole, boot.settings), parts.clock.now());
      if (!hasVoice) setTimeout(startVoice, VOICE_AFTER);
      hasVoice = true;
    }

    /* Once the board can be read: clips take a while to load, and a slow television longer to unpack. */
    function startVoice() {
      window.queueAppVoice.start({
        packs: boot.voice.packs,
        button: find("sound"),
        settings: boot.settings,
      });
    }

    function tick() {
      var now = parts.clock.now();
      var date = parts.clock.date(now);
      parts.write(find("clock"), parts.clock.clockTime(now));
      date.weekday = weekday(date);
      parts.write(find("date"), parts.fill(texts.date, date));
      sign();
    }

    /** What cannot be trusted says so: the connection is gone, or nothing has come over it for long. */
    function sign() {
      var isStale = link === "live" && Date.now() - heardAt > SILENCE;
      var isLost = lostAt !== null || isStale;
      document.body.classList.toggle("tv--lost", isLost);
      find("lost").hidden = !isLost;
      if (isStale) say(texts.stale, heardAt + parts.clock.now() - Date.now());
      else if (isLost) say(everLive ? texts.lost : texts.lost_at_first, lostAt);
    }

    function say(text, since) {
      parts.write(find("lost-when"), parts.fill(text, { time: parts.clock.clockTime(since) }));
    }

    function onLink(now) {
      link = now;
      document.body.setAttribute("data-link", link);
      find("light").setAttribute("aria-label", link === "live" ? texts.live : texts.connecting);
      find("unknown").hidden = link !== "refused";
      if (link === "refused" && guide) guide.refused();
      clearTimeout(lostTimer);
      if (link === "live") {
        everLive = true;
        lostAt = null;
        heardAt = Date.now();
        sign();
      } else if (link === "lost") {
        var since = lostAt || parts.clock.now();
        lostTimer = setTimeout(function () {
          lostAt = since;
          sign();
        }, PATIENCE);
      }
    }

    tick();
    setInterval(function () {
      tick();
      if (board && options.onSecond) options.onSecond();
    }, 1000);
    if (!token) {
      find("unknown").hidden = false;
      return;
    }
    parts.followBoard({
      office: boot.office,
      token: token,
      release: boot.release,
      onBoard: onBoard,
      onLink: onLink,
      onGuide: guide && guide.hear,
    });
    if (parts.renewWhenChanged) {
      parts.renewWhenChanged(function () {
        var voice = window.queueAppVoice;
        return (options.mayRenew || always)() && !(voice && voice.isSpeaking());
      });
    }
  };

  function weekday(date) {
    return texts.weekdays.split("|")[date.weekday];
  }

  function always() {
    return true;
  }
})();
