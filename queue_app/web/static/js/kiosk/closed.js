/** Why no numbers are given, and when they are again, in words. */
export function createClosed(clock) {
  function opensText(key, opensAt, t) {
    const { isToday, weekday, day } = clock.date(opensAt);
    const values = { time: clock.clockTime(opensAt), weekday: t("weekdays").split("|")[weekday], day };
    return t(isToday ? key : `${key}_on`, values);
  }

  /** The office's own words for a queue, or when it opens; "" where nobody can say. */
  function reasonText(closed, t) {
    return closed?.reason || (closed?.until ? opensText("queue_opens", closed.until, t) : "");
  }

  return {
    reasonText,
    officeOpens: (office, t) => (office.opens_at ? opensText("office_opens", office.opens_at, t) : ""),
    /** The whole of it for a page that has room: of the office, or of one queue of an open one. */
    sentence(office, isOpen, queue, t) {
      const said = isOpen
        ? [t(queue?.closed?.because === "by-hand" ? "queue_closed" : "closed"), reasonText(queue?.closed, t)]
        : [t("office_closed"), this.officeOpens(office, t)];
      return said.filter(Boolean).join(". ");
    },
  };
}
