/* Pictures and films in turn. What cannot be shown is passed over; new ones come without a touch. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var LOOK_AGAIN = 30000;
  var TURN = 400;
  var LONGEST_LOAD = 20000;
  var LONGEST_STALL = 20;
  var LONGEST_UNKNOWN = 600;
  var REFUSED_FOR = 5000;

  /** Show what `address` lists, for ever, on the elements that are marked data-slide. */
  parts.showSlides = function (address) {
    var pictures = document.querySelectorAll('[data-slide="image"]');
    var film = document.querySelector('[data-slide="video"]');
    var slides = [];
    var shown = null;
    var showing = "";
    var failures = 0;
    var timer = 0;
    var attempt = 0;

    function look() {
      var request = new XMLHttpRequest();
      request.open("GET", address);
      request.onload = function () {
        if (request.status !== 200) return;
        var wasEmpty = !slides.length;
        slides = JSON.parse(request.responseText);
        if (wasEmpty || !isListed()) next();
      };
      request.send();
    }

    function isListed() {
      return slides.some(function (slide) {
        return slide.address === showing;
      });
    }

    /** The slide after the one that is shown; the first where that one is gone. */
    function following() {
      for (var i = 0; i < slides.length; i += 1) {
        if (slides[i].address === showing) return slides[(i + 1) % slides.length];
      }
      return slides[0];
    }

    function next() {
      clearTimeout(timer);
      var slide = following();
      if (!slide) return leave();
      if (shown && slide.address === showing) return stay(slide);
      var mine = (attempt += 1);
      var element = slide.kind === "video" ? film : pictures[shown === pictures[0] ? 1 : 0];
      element.onerror = failed;
      element.onload = element.oncanplay = arrived;
      timer = setTimeout(failed, LONGEST_LOAD);
      element.src = slide.address;
      if (slide.kind === "video") element.load();

      function arrived() {
        if (mine !== attempt) return;
        element.onload = element.oncanplay = null;
        failures = 0;
        showing = slide.address;
        reveal(element);
        wait(slide, element);
      }

      function failed() {
        if (mine !== attempt) return;
        showing = slide.address;
        failures += 1;
        clearTimeout(timer);
        /* A whole round without one that can be shown: rest, and try again with the next look. */
        if (failures < slides.length) next();
        else leave();
      }
    }

    /** The only one is shown again; another may have come meanwhile. */
    function stay(slide) {
      if (slide.kind === "video") film.currentTime = 0;
      wait(slide, shown);
    }

    function wait(slide, element) {
      clearTimeout(timer);
      if (slide.kind === "video") {
        element.onended = next;
        play(element);
      }
      timer = setTimeout(next, (slide.seconds || longest(element)) * 1000);
    }

    /** A film that stalls does not hold the board: in seconds, when it should have ended long ago. */
    function longest(element) {
      return (isFinite(element.duration) ? element.duration : LONGEST_UNKNOWN) + LONGEST_STALL;
    }

    /** What the browser will not play stands for a moment, as a picture would. */
    function play(element) {
      var mine = attempt;
      var started = element.play();
      if (!started || !started.catch) return;
      started.catch(function () {
        if (mine !== attempt) return;
        clearTimeout(timer);
        timer = setTimeout(next, REFUSED_FOR);
      });
    }

    function reveal(element) {
      var last = shown;
      shown = element;
      element.hidden = false;
      if (last && last !== element) setTimeout(hide, TURN, last);
      element.classList.remove("stage__slide--arriving");
      element.getBoundingClientRect(); // starts the animation anew
      element.classList.add("stage__slide--arriving");
      Array.prototype.forEach.call(document.querySelectorAll("[data-slide]"), function (one) {
        one.style.zIndex = one === element ? 2 : 1;
      });
    }

    function leave() {
      slides = [];
      attempt += 1;
      failures = 0;
      if (shown) hide(shown);
      shown = null;
    }

    /** A picture that is out of sight holds no memory; nor does a film. */
    function hide(element) {
      if (element === shown && slides.length) return;
      element.hidden = true;
      element.onended = element.onerror = null;
      if (element === film) film.pause();
      element.removeAttribute("src");
      if (element === film) film.load();
    }

    look();
    setInterval(look, LOOK_AGAIN);
  };
})();
