const UNAVAILABLE = new Set([502, 503, 504]);

/** The server refused; `code` is stable, the message is for people, `problem` has the rest. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.code = problem.code ?? "";
    this.problem = problem;
  }
}

/** No answer came in time: whether the server did what was asked is not known. */
export class NoAnswer extends Error {}

/**
 * A client of `/api/v1`. `token` makes it a device, `csrf` a person with a session; `language()` says in which
 * language refusals are wanted.
 */
export function createApi({ token = null, csrf = null, language }) {
  async function send(method, path, { body, headers = {}, timeout = 8000 } = {}) {
    const response = await answer(`/api/v1/${path}`, timeout, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        Accept: "application/json",
        "Accept-Language": language(),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(csrf && method !== "GET" && { "X-CSRFToken": csrf }),
        ...(body !== undefined && !isForm(body) && { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined || isForm(body) ? body : JSON.stringify(body),
    });
    if (UNAVAILABLE.has(response.status)) throw new NoAnswer(String(response.status));
    if (!response.ok && response.status !== 304) throw new Refused(response.status, await response.json().catch(() => ({})));
    return response;
  }

  return {
    get: async (path) => (await send("GET", path)).json(),
    /** The answer's body and mark; no body where it is still the one with this `mark`. */
    async conditional(path, mark) {
      const headers = mark ? { "If-None-Match": mark } : {};
      const response = await send("GET", path, { headers });
      const body = response.status === 304 ? null : await response.json();
      return { body, mark: response.headers.get("ETag") };
    },
    picture: async (path) => (await send("GET", path)).blob(),
    /** A picture of what is sent. */
    pictureOf: async (path, body) => (await send("POST", path, { body })).blob(),
    /** Send once. Never repeated: the caller learns of NoAnswer and asks a person. */
    post: async (path, body = {}) => (await send("POST", path, { body })).json(),
    /** Send files, once. */
    postForm: async (path, body) => (await send("POST", path, { body, timeout: 30_000 })).json(),
    /** Send until an answer comes or `pauses` (ms) are used up; `key` makes the repetition harmless. */
    async postWithKey(path, body, key, pauses = [400, 1000, 2000]) {
      for (const pause of [...pauses, null]) {
        try {
          const headers = { "Idempotency-Key": key };
          return await (await send("POST", path, { body, headers, timeout: 4000 })).json();
        } catch (error) {
          if (!(error instanceof NoAnswer) || pause === null) throw error;
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      }
    },
  };
}

const isForm = (body) => body instanceof FormData;

async function answer(url, timeout, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    return await fetch(url, { ...options, signal: abort.signal });
  } catch (error) {
    throw new NoAnswer(error.message);
  } finally {
    clearTimeout(timer);
  }
}
