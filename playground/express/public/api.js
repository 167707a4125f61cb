/** The app's own JSON API, as functions. Each throws an `Error` whose message may be shown. */
import { readJson } from "./words.js";

async function call(method, path, body, signal) {
  const init = { method, signal, headers: { accept: "application/json" } };
  if (body !== undefined) {
    init.headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const response = await fetch(`/api/${path}`, init).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer. Is it still running?", { cause: error });
  });
  const answer = readJson(await response.text());
  if (!response.ok)
    throw Object.assign(new Error(answer?.error ?? `The server answered ${response.status}.`), {
      status: response.status,
    });
  return answer;
}

/** How the server is set up. */
export const readSettings = () => call("GET", "settings");
/** One page of the library, newest first: `{ files, next }`. */
export const listFiles = (after) => call("GET", after ? `files?after=${encodeURIComponent(after)}` : "files");
/** One file, with fresh signed addresses. */
export const readFile = (id) => call("GET", `files/${encodeURIComponent(id)}`);
/** Removes a file for good. */
export const removeFile = (id) => call("DELETE", `files/${encodeURIComponent(id)}`);
/** A ticket for one upload: `{ url, headers, fields }`. */
export const askTicket = () => call("POST", "ticket", {});
/** A signature for Uploadcare's uploader: `{ secureSignature, secureExpire }`. */
export const askSignature = () => call("GET", "uploader/signature");
/** A signed address: `{ url }`. */
export const signUrl = (id, parts, expiresIn, signal) => call("POST", "sign", { id, parts, expiresIn }, signal);
/** The same plan in other services' words: `{ words: [{ dialect, url | why }] }`. */
export const sayInOtherWords = (id, parts) => call("POST", "words", { id, parts });
/** A new file made from another. */
export const bakeFile = (id, parts) => call("POST", "bake", { id, parts });
