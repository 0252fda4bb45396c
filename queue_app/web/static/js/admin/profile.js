import { make } from "../elements.js";
import { api, path, t, words } from "./admin.js";

/** Files are chosen, what they would change is shown, and only that is done. */
const form = document.querySelector("[data-import]");
const part = (name) => form.querySelector(`[data-import-${name}]`);
let digest = "";

function sent() {
  const data = new FormData();
  for (const file of part("files").files) data.append("files", file, file.name);
  data.append("digest", digest);
  return data;
}

function fail(error) {
  part("fault").textContent = words(error);
  part("fault").hidden = false;
  part("said").textContent = "";
}

async function preview() {
  part("preview").hidden = true;
  part("fault").hidden = true;
  part("said").textContent = "";
  if (part("files").files.length === 0) return;
  try {
    const found = await api.postForm(`${path}/settings/preview`, sent());
    digest = found.digest;
    part("said").textContent = found.lines.length ? t("import_changes", { n: found.lines.length }) : t("import_nothing");
    part("lines").replaceChildren(...found.lines.map(line));
    part("preview").hidden = found.lines.length === 0;
  } catch (error) {
    fail(error);
  }
}

function line({ what, before, after }) {
  return make("div", "", make("dt", "", what), make("dd", "", make("del", "", before), " → ", make("ins", "", after)));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (part("preview").hidden) return;
  part("do").disabled = true;
  try {
    await api.postForm(`${path}/settings/import`, sent());
    location.assign("/admin/changes");
  } catch (error) {
    fail(error);
    if (error.code === "setting-changed") await preview();
  } finally {
    part("do").disabled = false;
  }
});
part("files").addEventListener("change", preview);
part("files").disabled = false;
