const NOTE_S = 0.55;

/** What a browser has to be heard with; whatever it lacks or refuses is simply not there. */
export function createBell() {
  let audio = null;
  let awake = null;

  async function stayAwake() {
    if (document.hidden || !audio) return;
    awake = await navigator.wakeLock?.request("screen").catch(() => null);
  }
  document.addEventListener("visibilitychange", stayAwake);

  return {
    /** Within a press: from now on sound is allowed, and the screen stays on. */
    wake() {
      const Audio = window.AudioContext ?? window.webkitAudioContext;
      audio ??= Audio ? new Audio() : null;
      audio?.resume();
      stayAwake();
    },
    rest() {
      awake?.release();
      awake = null;
      audio?.close();
      audio = null;
    },
    /** Soft bell strokes, one after the other. */
    ring(notes) {
      if (!audio) return;
      notes.forEach((pitch, place) => strike(audio, pitch, audio.currentTime + place * NOTE_S * 0.6));
    },
    async allowNotes() {
      if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
    },
    note(title, options) {
      if (!("Notification" in window) || Notification.permission !== "granted") return;
      try {
        new Notification(title, options);
      } catch {
        // Chrome on Android shows notes of a service worker only; the sound has been heard.
      }
    },
  };
}

function strike(audio, pitch, at) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.5, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_S);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}
