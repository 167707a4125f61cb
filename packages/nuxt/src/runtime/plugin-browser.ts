/** In a browser: the page's own addresses are there already; others are asked for, those of one moment together. */
import { $fetch, defineNuxtPlugin } from "#imports";
import { imageKey, type ImageModifiers } from "./image-key.ts";
import { setBrowserSigner } from "./signer.ts";
import { useSignedUrls } from "./signed-urls.ts";

/** A transparent picture: it stands where a picture will be. */
const blank = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
/** What the server takes at once. */
const batchSize = 100;

export default defineNuxtPlugin(() => {
  const urls = useSignedUrls();
  const asked = new Set<string>();
  const waiting: { key: string; fileId: string; modifiers: ImageModifiers }[] = [];

  async function ask(): Promise<void> {
    const images = waiting.splice(0, batchSize);
    if (waiting.length > 0) void ask();
    try {
      const body = { images: images.map(({ fileId, modifiers }) => ({ fileId, modifiers })) };
      const answer = await $fetch<{ urls: string[] }>("/_intaglio/sign", { method: "POST", body });
      for (const [index, { key }] of images.entries()) urls.value[key] = answer.urls[index] ?? blank;
    } catch (error) {
      // oxlint-disable-next-line no-console -- a browser's log is where a page's author looks
      console.error("Intaglio: the server signs no address for", images.map(({ fileId }) => fileId).join(", "), error);
    }
  }

  setBrowserSigner((fileId, modifiers) => {
    const key = imageKey(fileId, modifiers);
    const known = urls.value[key];
    if (known !== undefined || asked.has(key)) return known ?? blank;
    asked.add(key);
    if (waiting.length === 0) setTimeout(() => void ask());
    waiting.push({ key, fileId, modifiers });
    return blank;
  });
});
