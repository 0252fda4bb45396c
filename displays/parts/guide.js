/* Goes where the server says that this screen belongs, and opens the page again after an upgrade. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var LOOK_AGAIN = 1000;
  var REFUSED_FOR = 5000;
  var UNPAIRED = "/tv";
  var RENEWED = "queue-app.renewed";

  /**
   * options: token, mayGo() whether the screen may change just now. Gives hear(guide) for what the server says,
   * and refused() for when it no longer knows the token. Nothing is left while a call is being spoken, nor for
   * a server that does not answer: a page that cannot be opened would stay empty.
   */
  parts.createGuide = function (options) {
    var wanted = null;
    var timer = 0;
    var asking = 0;

    function look() {
      clearTimeout(timer);
      if (!wanted) return;
      var voice = window.queueAppVoice;
      if (options.mayGo() && !(voice && voice.isSpeaking())) parts.place.ask("GET", "/healthz", leave);
      else timer = setTimeout(look, LOOK_AGAIN);
    }

    function leave(status) {
      var guide = wanted;
      wanted = null;
      if (status !== 200) {
        wanted = guide;
        timer = setTimeout(look, LOOK_AGAIN);
      } else if (guide.address) {
        if (!parts.place.go(guide.address, guide.address === UNPAIRED ? null : options.token)) renew(guide.release);
      } else {
        renew(guide.release);
      }
    }

    function askMyPlace() {
      parts.place.ask("GET", "/api/v1/screens/mine", function (status, place) {
        if (status === 404) parts.place.go(UNPAIRED);
        else if (status !== 200) asking = setTimeout(askMyPlace, REFUSED_FOR);
        else if (place.paired) parts.place.go(place.address, parts.place.secret());
      });
    }

    return {
      hear: function (guide) {
        wanted = guide;
        look();
      },
      /** A television that was paired asks where it belongs now; another one waits to be opened anew. */
      refused: function () {
        clearTimeout(asking);
        if (!parts.place.secret()) return;
        asking = setTimeout(askMyPlace, REFUSED_FOR);
      },
    };
  };

  /** Once for each release: a server whose own pages are of another one is not asked for ever. */
  function renew(release) {
    if (release === parts.boot.release) return;
    try {
      if (sessionStorage.getItem(RENEWED) === release) return;
      sessionStorage.setItem(RENEWED, release);
    } catch (forbidden) {
      return;
    }
    location.reload();
  }
})();
