/* The public posting: as many procedures as the screen holds, then the next page by itself. ES5 only. */
(function () {
  "use strict";

  var parts = window.queueAppParts;
  var find = parts.find;
  var make = parts.make;
  var texts = parts.texts;
  var procedures = parts.boot.procedures;
  /* Who reads slowly gets through a line in so long; a page of a few lines is not whisked away. */
  var A_LINE = 2500;
  var AT_LEAST = 10000;

  var page = find("page");
  var firsts = [0];
  var present = 0;
  var timer = 0;

  /** Put procedures on the page from `first` on; the number of the first that has no room. */
  function fill(first) {
    var field = null;
    page.textContent = "";
    for (var i = first; i < procedures.length; i += 1) {
      var head = procedures[i].field === field ? null : page.appendChild(make("h2", "posting__field", procedures[i].field));
      var row = page.appendChild(line(procedures[i], i));
      field = procedures[i].field;
      if (page.scrollHeight > page.clientHeight + 1 && i > first) {
        page.removeChild(row);
        if (head) page.removeChild(head);
        return i;
      }
    }
    return procedures.length;
  }

  function line(procedure, i) {
    var row = make("div", "posting__line");
    var name = make("p", "posting__name");
    name.appendChild(make("span", "posting__number", i + 1));
    name.appendChild(make("span", "posting__words", shortName(procedure)));
    row.appendChild(name);
    row.appendChild(cell("posting__time", timeText(procedure.time), procedure.time));
    row.appendChild(cell("posting__fee", feeText(procedure.fee), procedure.fee));
    return row;
  }

  /** "Đăng ký khai sinh": that it is a procedure, the column says. */
  function shortName(procedure) {
    var name = parts.nameOf(procedure).replace(/^Thủ tục /, "");
    return name.charAt(0).toUpperCase() + name.slice(1);
  }

  function cell(name, text, isKnown) {
    return make("p", name + (isKnown ? "" : " posting__ask"), text);
  }

  function timeText(time) {
    return time ? parts.fill(texts["time_" + time.unit], time) : texts.time_ask;
  }

  function feeText(fee) {
    if (!fee) return texts.fee_ask;
    if (!fee.vnd) return texts.fee_free;
    var vnd = String(fee.vnd).replace(/\B(?=(\d{3})+$)/g, ".");
    return parts.fill(fee.per ? texts.fee_per : texts.fee_amount, { vnd: vnd, per: texts["per_" + fee.per] || fee.per });
  }

  /** Cut the posting into pages of this screen, and show the one with the procedure that was shown. */
  function lay() {
    var shown = firsts[present];
    var begin = 0;
    firsts = [];
    while (begin < procedures.length) {
      firsts.push(begin);
      begin = fill(begin);
    }
    present = 0;
    while (present + 1 < firsts.length && firsts[present + 1] <= shown) present += 1;
    turnTo(present);
  }

  function turnTo(number) {
    clearTimeout(timer);
    present = number;
    if (!firsts.length) return;
    var end = fill(firsts[number]);
    var time = Math.max(AT_LEAST, (end - firsts[number]) * A_LINE);
    parts.write(find("range"), parts.fill(texts.posted, { from: firsts[number] + 1, to: end, all: procedures.length }));
    parts.write(find("pages"), parts.fill(texts.page, { n: number + 1, all: firsts.length }));
    find("bar").style.width = (100 * (number + 1)) / firsts.length + "%";
    page.classList.remove("posting__page--turning");
    page.getBoundingClientRect(); // starts the animation anew
    page.classList.add("posting__page--turning");
    if (firsts.length > 1) {
      timer = setTimeout(function () {
        turnTo((present + 1) % firsts.length);
      }, time);
    }
  }

  lay();
  window.addEventListener("resize", lay);
  if (document.fonts) document.fonts.addEventListener("loadingdone", lay);
  parts.openBoard({ onBoard: function () {} });
})();
