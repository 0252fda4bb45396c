/* Follow the board of an office, through every loss of the connection. */
(function () {
  "use strict";

  var parts = (window.queueAppParts = window.queueAppParts || {});
  var ANSWER_WITHIN = 5000;
  var ASK_AGAIN_AFTER = 3000;
  var NOTHING = { version: -1, time: "" };

  /**
   * options: office, token, release of this page, onBoard(board), onLink("live" | "lost" | "refused"),
   * onGuide({release, address}) with what the server has, and where this screen belongs if it is paired.
   * On one connection a board older than the one before never reaches onBoard. The first of a new connection is
   * the present and is taken as it is: the server's data may have been restored meanwhile.
   */
  parts.followBoard = function (options) {
    var link = null;
    var shown = NOTHING;
    var retry = 0;
    var socket = window.io({
      auth: options.token ? { token: options.token, release: options.release } : {},
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 4000,
      timeout: 5000,
    });

    function say(now) {
      if (now === link) return;
      link = now;
      options.onLink(now);
    }

    function accept(board) {
      if (isOlder(board, shown)) return;
      shown = board;
      say("live");
      options.onBoard(board);
    }

    function again(action) {
      clearTimeout(retry);
      retry = setTimeout(action, ASK_AGAIN_AFTER);
    }

    function ask() {
      var question = { office: options.office, topic: "board", since: 0 };
      socket.timeout(ANSWER_WITHIN).emit("watch", question, function (late, board) {
        if (!late && !board.error) return accept(board);
        say(late ? "lost" : "refused");
        again(function () {
          if (socket.connected) ask();
        });
      });
    }

    /* socket.io gives up when it was the server that closed or refused; a screen on a wall does not. */
    function connectAgain() {
      if (!socket.active) {
        again(function () {
          socket.connect();
        });
      }
    }

    socket.on("connect", function () {
      clearTimeout(retry);
      shown = NOTHING;
      ask();
    });
    socket.on("board", accept);
    if (options.onGuide) socket.on("guide", options.onGuide);
    socket.on("disconnect", function () {
      say("lost");
      connectAgain();
    });
    socket.on("connect_error", function () {
      say(socket.active ? "lost" : "refused");
      connectAgain();
    });
  };

  /** Of one version the later reading is the newer: waits change with the clock alone. */
  function isOlder(board, shown) {
    if (board.version !== shown.version) return board.version < shown.version;
    return Date.parse(board.time) < Date.parse(shown.time);
  }
})();
