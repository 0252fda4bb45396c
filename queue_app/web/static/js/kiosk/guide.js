/** Spoken help by the clips of the office's pack: one voice at a time, and what is new goes before what is not said yet. */
export function createGuide(packs) {
  const audio = new Audio();
  let waiting = [];

  audio.addEventListener("ended", next);
  audio.addEventListener("error", next);

  function next() {
    const clip = waiting.shift();
    if (!clip) return;
    audio.src = clip;
    // A clip that cannot be heard is passed over: the same stands on the screen.
    audio.play().catch(() => {});
  }

  return {
    say(language, clips) {
      this.hush();
      if (!packs[language]) return;
      waiting = clips.map((clip) => `${packs[language]}${clip}.mp3`);
      next();
    },
    hush() {
      waiting = [];
      audio.pause();
    },
  };
}

/** A number sign by sign, as it stands on the slip. */
export function readOut(label) {
  return [...label.toLowerCase()].flatMap((sign) => {
    if (/[a-z]/.test(sign)) return [`letter-${sign}`];
    return /\d/.test(sign) ? [`digit-${sign}`] : [];
  });
}
