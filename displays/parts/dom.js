/* The few words with which a board speaks to its page. Old browsers: ES5 only. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});

  /** The element that is marked data-`name`, in `within` or anywhere on the page. */
  parts.find = function (name, within) {
    return (within || document).querySelector("[data-" + name + "]");
  };

  parts.make = function (tag, className, text) {
    var element = document.createElement(tag);
    element.className = className;
    element.textContent = text === undefined ? "" : text;
    return element;
  };

  /** Write a text, unless it stands there already: what is read aloud should not be read twice. */
  parts.write = function (element, text) {
    if (element.textContent !== String(text)) element.textContent = text;
  };

  /** A text of the catalogue with its {values}. */
  parts.fill = function (text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return name in values ? values[name] : whole;
    });
  };

  /** Make the letters of `element` as small as they must be to stand in its width. */
  parts.shrink = function (element) {
    element.style.fontSize = "";
    if (!element.clientWidth || element.scrollWidth <= element.clientWidth) return;
    var size = parseFloat(getComputedStyle(element).fontSize);
    element.style.fontSize = Math.floor((size * element.clientWidth) / element.scrollWidth) + "px";
  };
})();
