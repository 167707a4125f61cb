import { useRequestEvent } from "#imports";
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from "vue";
import type { ImageModifiers } from "./image-key.ts";
import { signerOf } from "./signer.ts";

/**
 * A file's signed address, by the modifiers of Nuxt Image or `{ plan: "a preset" }`. The server signs; in a browser a
 * new one is asked for, and is a transparent picture until it comes.
 */
export function useIntaglioUrl(
  fileId: MaybeRefOrGetter<string>,
  modifiers: MaybeRefOrGetter<ImageModifiers> = {},
): ComputedRef<string> {
  const sign = signerOf(useRequestEvent());
  return computed(() => sign(toValue(fileId), toValue(modifiers)));
}
