/** Has a URL signed and fetches its picture. The last question wins: answers to earlier ones are dropped. */
import { signUrl } from "./api.js";

const pauseMilliseconds = 220;
/** What an `<img>` of this browser would ask for; `fetch` alone asks for anything. */
const pictures = "image/avif,image/webp,image/*;q=0.9,*/*;q=0.5";

/**
 * `ask(id, parts, expiresIn)` answers by calling `on.signed(url)`, then `on.picture(picture)`; a refusal or a broken
 * picture calls `on.failed(message)`. `on.waiting(true | false)` frames each question.
 */
export function createPreview(on) {
  let timer;
  let running;

  function ask(id, parts, expiresIn, pause = pauseMilliseconds) {
    stop();
    on.waiting(true);
    const mine = new AbortController();
    running = mine;
    timer = setTimeout(async () => {
      try {
        const { url } = await signUrl(id, parts, expiresIn, mine.signal);
        if (mine.signal.aborted) return;
        on.signed(url, Date.now() + expiresIn * 1000);
        const picture = await fetchPicture(url, mine.signal);
        if (mine.signal.aborted) {
          URL.revokeObjectURL(picture.source);
          return;
        }
        on.picture(picture);
      } catch (error) {
        if (mine.signal.aborted) return;
        on.failed(error.message);
      }
      on.waiting(false);
    }, pause);
  }

  function stop() {
    clearTimeout(timer);
    running?.abort();
  }

  return { ask, stop };
}

async function fetchPicture(url, signal) {
  const started = performance.now();
  const response = await fetch(url, { signal, headers: { accept: pictures } });
  const blob = await response.blob();
  const milliseconds = performance.now() - started;
  if (!response.ok)
    throw new Error((await blob.text()).trim().slice(0, 300) || `The server answered ${response.status}.`);
  const source = URL.createObjectURL(blob);
  const { naturalWidth: width, naturalHeight: height } = await decode(source);
  return { source, width, height, milliseconds, bytes: blob.size, type: blob.type };
}

async function decode(source) {
  const image = new Image();
  image.src = source;
  await image.decode().catch((error) => {
    URL.revokeObjectURL(source);
    throw new Error("The answer is not a picture this browser can show.", { cause: error });
  });
  return image;
}
