import { IntaglioError, type ErrorCode } from "@intaglio/contract";
import memoryDriver from "unstorage/drivers/memory";
import { expect, test } from "vitest";
import type { Engine } from "../src/engine.ts";
import { unstorageBlobs } from "../src/library/blobs-unstorage.ts";
import { newFileId, originalKey } from "../src/library/keys.ts";
import { measure } from "../src/measure.ts";

/** Measures a kept file with a decoder that fails like this. */
async function measured(code: ErrorCode): Promise<unknown> {
  const blobs = unstorageBlobs({ driver: memoryDriver() });
  const id = newFileId();
  await blobs.put(originalKey(id), new Blob([new Uint8Array(9)]).stream());
  const pixels = { measure: () => Promise.reject(new IntaglioError(code)) };
  return measure({ blobs, pixels } as unknown as Engine, id, "png");
}

test.each(["QUEUE_FULL", "RENDER_CRASHED", "RENDER_TIMEOUT"] as const)(
  "trouble of the server's is not the file's: %s",
  async (code) => {
    await expect(measured(code)).rejects.toMatchObject({ code });
  },
);
