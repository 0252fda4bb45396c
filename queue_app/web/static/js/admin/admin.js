import { createApi } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { createTexts } from "../texts.js";

export const boot = readBoot();
export const t = createTexts(boot.texts[document.documentElement.lang] ?? boot.texts[boot.language]);
export const api = createApi({ csrf: csrfToken(), language: () => document.documentElement.lang });
export const path = `offices/${boot.office}`;

/** What went wrong, in words a person can use. */
export const words = (error) => (error.code ? error.message : t("no_answer"));

export const clockTime = () => {
  const now = new Date();
  return `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
};
