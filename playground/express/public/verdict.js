/** Asks the server for a URL and says what its answer means for the seal. */
import { sayBytes, sayStatus, sayType } from "./words.js";

const pictures = "image/avif,image/webp,image/*;q=0.9,*/*;q=0.5";

/**
 * `{ state, title, status, body?, picture? }` for the text somebody wants to try. `state`: `intact` (delivered as
 * signed), `broken` (refused), `open` (delivered though this page did not have it signed), `none` (nothing asked).
 */
export async function readVerdict(text, issued, settings, signal) {
  const target = readTarget(text);
  if (target === undefined)
    return none("Not an address of this server", "Only paths of this server can be tried here.");
  let response;
  let blob;
  try {
    // Past the browser's cache: the server itself is asked each time.
    response = await fetch(target, { signal, cache: "no-store", headers: { accept: pictures } });
    blob = await response.blob();
  } catch {
    return none("No answer", "The server did not answer. Is it still running?");
  }
  const answer = { status: `${sayStatus(response.status)}, ${sayType(blob.type)}, ${sayBytes(blob.size)}` };
  if (blob.type.startsWith("image/") && response.ok) answer.picture = blob;
  else if (blob.size > 0) answer.body = (await blob.text()).slice(0, 600);
  const unchanged = target === issued.url;
  return { ...answer, ...judge(response, unchanged, issued, settings, answer.picture !== undefined) };
}

function judge(response, unchanged, { goodUntil }, settings, isPicture) {
  if (response.status >= 500) return { state: "none", title: "The server could not answer" };
  if (!response.ok) {
    if (unchanged && Date.now() >= goodUntil) return { state: "broken", title: "The time is up: the URL has expired" };
    return { state: "broken", title: unchanged ? "The server refuses" : "The seal is broken: the server refuses" };
  }
  if (unchanged) return { state: "intact", title: "The seal holds: delivered as signed" };
  if (!isPicture) return { state: "none", title: "An address of the app itself, not of a picture" };
  if (settings.delivery === "signed") return { state: "open", title: "Delivered: this URL has a good seal of its own" };
  return { state: "open", title: `Delivered without a seal: this server's delivery is “${settings.delivery}”` };
}

/** The text as a path of this server; undefined when it leads elsewhere. */
function readTarget(text) {
  if (text === "" || /\s/.test(text)) return undefined;
  if (text.startsWith(`${location.origin}/`)) return text.slice(location.origin.length);
  return text.startsWith("/") && !text.startsWith("//") ? text : undefined;
}

const none = (title, status) => ({ state: "none", title, status });
