/** Where the provider and the composable find who signs: on the server with the request, in a browser with the app. */
import type { ImageSigner } from "./image-key.ts";

/** What middleware and plugins leave in `event.context`. */
export interface SigningContext {
  /** Signs. */
  readonly intaglioSign?: ImageSigner;
  /** Signs, and tells the browser by the payload. */
  intaglioSignForPage?: ImageSigner;
}

let inBrowser: ImageSigner | undefined;

/** Called once, by the browser's plugin. */
export function setBrowserSigner(signer: ImageSigner): void {
  inBrowser = signer;
}

/** Throws when the module is not set up. */
export function signerOf(event: { readonly context: object } | undefined): ImageSigner {
  const { intaglioSignForPage, intaglioSign } = (event?.context ?? {}) as SigningContext;
  const signer = intaglioSignForPage ?? intaglioSign ?? inBrowser;
  if (!signer) throw new Error('Intaglio: nobody signs here. Is "@intaglio/nuxt" among the modules?');
  return signer;
}
