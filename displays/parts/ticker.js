/* What the office has to say: one announcement after the other, page by page where one is too long. ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var PAGE_TIME = 12000;

  /** Shows a board's announcements in `element`, in turn; where there is none, what its data-slogan says. */
  parts.createTicker = function (element) {
    var pages = [];
    var texts = [];
    var turn = 0;

    function next() {
      element.textContent = pages.length ? pages[turn % pages.length] : "";
      turn += 1;
      if (pages.length < 2) return;
      element.classList.remove("ticker--turning");
      element.getBoundingClientRect(); // starts the animation anew
      element.classList.add("ticker--turning");
    }

    function start() {
      pages = [];
      texts.forEach(function (text) {
        pages = pages.concat(pagesOf(element, text));
      });
      turn = 0;
      next();
    }

    setInterval(function () {
      if (pages.length > 1) next();
    }, PAGE_TIME);
    window.addEventListener("resize", start);
    if (document.fonts) document.fonts.addEventListener("loadingdone", start);

    return {
      draw: function (board) {
        var now = [];
        board.announcements.forEach(function (announcement) {
          now.push(announcement.text);
          if (announcement.text_en) now.push(announcement.text_en);
        });
        if (!now.length) now = [element.getAttribute("data-slogan")];
        if (now.join("\n") === texts.join("\n")) return;
        texts = now;
        start();
      },
    };
  };

  /** Cut a text between words into pages that fit the element. */
  function pagesOf(element, text) {
    var pages = [];
    var page = "";
    text.split(" ").forEach(function (word) {
      var longer = page ? page + " " + word : word;
      element.textContent = longer + " …";
      if (page && element.scrollHeight > element.clientHeight + 2) {
        pages.push(page + " …");
        longer = word;
      }
      page = longer;
    });
    pages.push(page);
    return pages;
  }
})();
