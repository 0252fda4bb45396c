/* The server's clock on a screen whose own may be wrong, in the office's time zone. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var MINUTE = 60000;

  parts.createClock = function () {
    var ahead = 0;
    var zone = -new Date().getTimezoneOffset();

    function local(time) {
      return new Date(time + zone * MINUTE);
    }

    return {
      /** Take over the server's time, an RFC 3339 string with the office's offset. */
      set: function (time) {
        var offset = /([+-])(\d\d):(\d\d)$/.exec(time);
        ahead = Date.parse(time) - Date.now();
        zone = offset ? (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
      },
      now: function () {
        return Date.now() + ahead;
      },
      /** "8:05" */
      clockTime: function (time) {
        var minutes = local(time).getUTCMinutes();
        return local(time).getUTCHours() + ":" + (minutes < 10 ? "0" : "") + minutes;
      },
      /** The parts of a date: weekday from 0 (Sunday), day, month, year. */
      date: function (time) {
        var day = local(time);
        return {
          weekday: day.getUTCDay(),
          day: day.getUTCDate(),
          month: day.getUTCMonth() + 1,
          year: day.getUTCFullYear(),
        };
      },
    };
  };
})();
