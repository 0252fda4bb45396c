const MINUTE = 60_000;

/** The server's clock on this screen, written in the office's own time zone. */
export function createClock() {
  let ahead = 0;
  let zone = -new Date().getTimezoneOffset();

  return {
    /** Take over the server's time, an RFC 3339 string with the office's offset. */
    set(time) {
      ahead = Date.parse(time) - Date.now();
      zone = offsetOf(time) ?? zone;
    },
    now: () => Date.now() + ahead,
    /** "8:05" for a time in milliseconds or an RFC 3339 string. */
    clockTime(time) {
      const local = new Date(milliseconds(time) + zone * MINUTE);
      return `${local.getUTCHours()}:${twoDigits(local.getUTCMinutes())}`;
    },
    /** The office's date of a time: whether it is today, the weekday from 0 (Sunday), and "23/11". */
    date(time) {
      const [today, day] = [this.now(), milliseconds(time)].map((ms) => new Date(ms + zone * MINUTE));
      return {
        isToday: today.toISOString().slice(0, 10) === day.toISOString().slice(0, 10),
        weekday: day.getUTCDay(),
        day: `${day.getUTCDate()}/${day.getUTCMonth() + 1}`,
      };
    },
    minutesSince(time) {
      return Math.max(0, Math.floor((this.now() - milliseconds(time)) / MINUTE));
    },
    /** "3:42" or "1:03:42" since `time`. */
    elapsed(time) {
      const seconds = Math.max(0, Math.floor((this.now() - milliseconds(time)) / 1000));
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
      const tail = twoDigits(seconds % 60);
      return hours ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
    },
  };
}

const milliseconds = (time) => (typeof time === "number" ? time : Date.parse(time));

const twoDigits = (number) => String(number).padStart(2, "0");

function offsetOf(time) {
  if (time.endsWith("Z")) return 0;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(time) ?? [];
  return sign && (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
