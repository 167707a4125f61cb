/** Whatever is signed while a page is rendered goes along with it, so that the browser finds the same addresses. */
import { defineNuxtPlugin, useRequestEvent } from "#imports";
import { imageKey } from "./image-key.ts";
import { signerOf, type SigningContext } from "./signer.ts";
import { useSignedUrls } from "./signed-urls.ts";

export default defineNuxtPlugin(() => {
  const event = useRequestEvent();
  if (!event) return;
  const urls = useSignedUrls();
  const sign = signerOf(event);
  (event.context as SigningContext).intaglioSignForPage = (fileId, modifiers) =>
    (urls.value[imageKey(fileId, modifiers)] ??= sign(fileId, modifiers));
});
