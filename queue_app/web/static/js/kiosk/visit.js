/** Seconds without a touch after which the kiosk is ready for the next citizen, and as many for who asks for more. */
export const PATIENCE = 15;
const MORE_PATIENCE = 150;

/**
 * What belongs to the citizen in front of the screen, and to nobody after them: `visit.is` holds it,
 * `visit.end()` forgets all of it at once.
 */
export function createVisit(language) {
  const fresh = () => ({
    language,
    priority: null,
    press: null,
    procedure: null,
    label: "",
    comfort: { large: false, contrast: false, voice: false },
    patience: PATIENCE,
  });
  let is = fresh();

  return {
    get is() {
      return is;
    },
    /** Whether nothing has been chosen yet that the next citizen should not find. */
    get isFresh() {
      const { large, contrast, voice } = is.comfort;
      return is.language === language && !is.priority && !large && !contrast && !voice && is.patience === PATIENCE;
    },
    /** The languages there are now: whoever reads another goes on in the first of them, and so does the next. */
    offer(languages) {
      if (!languages.includes(language)) language = languages[0];
      if (!languages.includes(is.language)) is.language = language;
    },
    askForTime: () => (is.patience = MORE_PATIENCE),
    end: () => (is = fresh()),
  };
}
