/* On the page that says why there is no board here: a paired television goes where it belongs. ES5 only. */
(function () {
  "use strict";

  var place = window.queueAppParts.place;

  if (place.secret()) {
    place.ask("GET", "/api/v1/screens/mine", function (status, mine) {
      if (status === 404) place.go("/tv");
      else if (status === 200 && mine.paired) place.go(mine.address, place.secret());
    });
  }
})();
