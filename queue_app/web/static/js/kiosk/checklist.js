/**
 * The printed list of a procedure's papers: one a look at its page. `send(procedure)` is tried once; whether the
 * paper comes out is seen at the printer's mouth, and told by the printer's state. `onChange` where its words change.
 */
export function createChecklist(send, onChange) {
  let state = null;
  let turn = 0;

  async function print(procedure) {
    const mine = ++turn;
    state = "printing";
    onChange();
    let came = "printed";
    try {
      await send(procedure);
    } catch (error) {
      came = error.code === "list-just-printed" ? "wait" : "failed";
    }
    if (mine !== turn) return;
    state = came;
    onChange();
  }

  return {
    print,
    isPrintable: (paperComes) => paperComes && (state === null || state === "wait"),
    text(paperComes, t) {
      if (state === "printing") return t("printing");
      if (!paperComes || state === "failed") return t("no_list");
      if (state === "wait") return t("list_wait");
      return t(state === "printed" ? "printed" : "print_list");
    },
    clear() {
      turn += 1;
      state = null;
    },
  };
}
