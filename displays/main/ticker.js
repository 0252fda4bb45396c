/* What the office has to say: one announcement after the other, page by page where one is too long. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var PAGE_TIME = 12000;

  /** Shows texts in `element`, in turn; `show(texts)` changes them only when they are others. */
  parts.createTicker = function (element) {
    var pages = [];
    var texts = [];
    var turn = 0;

    function next() {
      element.textContent = pages.length ? pages[turn % pages.length] : "";
      turn += 1;
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

    return {
      show: function (now) {
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
