const LOOK_AGAIN = 2000;
const OPENED = "queue-app.renewed";

/**
 * Open the page again once the server has another release of it, or makes it otherwise for another reason, and
 * `isIdle()`: nobody is in front of it. Once for each release or reason, and never while the server does not answer, for a page that cannot be opened stays empty.
 */
export function createUpgrade(isIdle) {
  let timer = 0;

  async function look(release) {
    if (isIdle() && (await answers()) && isIdle()) {
      sessionStorage.setItem(OPENED, release);
      location.reload();
    } else {
      timer = setTimeout(look, LOOK_AGAIN, release);
    }
  }

  return (release) => {
    clearTimeout(timer);
    if (sessionStorage.getItem(OPENED) !== release) look(release);
  };
}

/** Whether nobody is about to do anything on this page: no dialog is open, and no field has been changed. */
export const isUntouched = () =>
  !document.querySelector("dialog[open]") && [...document.querySelectorAll("input:not(dialog input)")].every(isAsItCame);

const isAsItCame = (field) => field.checked === field.defaultChecked && field.value === field.defaultValue;

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
