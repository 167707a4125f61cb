import type { ImageFacts } from "@intaglio/contract";
import { sniff, sniffBytes } from "../intake/sniff.ts";

/**
 * What the decoder says of a picture's bytes; undefined for what is no picture that can be processed. It runs in this
 * process, unbounded: for your own files, never for strangers'.
 */
export async function measureImage(bytes: Uint8Array): Promise<ImageFacts | undefined> {
  const format = sniff(bytes.subarray(0, sniffBytes));
  if (!format) return undefined;
  const { measurePicture } = await import("../pipeline/render.ts"); // brings the image library along
  return (await measurePicture(bytes, format)) ?? undefined;
}
