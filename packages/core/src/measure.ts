/** From bytes that were just kept to what there is to know of them as a picture. */
import { IntaglioError, type ImageFacts, type ImageFormat } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { originalKey } from "./library/keys.ts";

/**
 * The picture's facts, or null when it does not open. Throws `STORAGE_FAILED`, `QUEUE_FULL`, and `RENDER_TIMEOUT` or
 * `RENDER_CRASHED` when the worker was too slow or died: machines do that under load, so it says nothing about the file.
 */
export async function measure(engine: Engine, id: string, format: ImageFormat): Promise<ImageFacts | null> {
  const blob = await engine.blobs.open(originalKey(id));
  if (!blob) throw new IntaglioError("STORAGE_FAILED", "bytes that were just kept are not there");
  return engine.pixels.measure(blob, format);
}
