/** The provider for Nuxt Image: `<NuxtImg provider="intaglio" :src="fileId">`. */
import type { ImageModifiers } from "./image-key.ts";
import { signerOf } from "./signer.ts";

/** What Nuxt Image hands over: of its context, only the request, which there is on the server. */
interface ImageContext {
  readonly options: { readonly event?: { readonly context: object } };
}

const provider = {
  getImage: (source: string, { modifiers = {} }: { modifiers?: ImageModifiers }, context: ImageContext) => ({
    url: signerOf(context.options.event)(source.replace(/^\//, ""), modifiers),
  }),
};

/** Nuxt Image calls it for the provider. */
export default (): typeof provider => provider;
