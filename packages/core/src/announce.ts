/** What follows when a file has come in. */
import type { FileRecord } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { expectSmaller } from "./smaller.ts";

/** Tells listeners, and notes the smaller copy that the settings may want at once. */
export async function announce(engine: Engine, file: FileRecord): Promise<void> {
  await engine.teller.tell("file.uploaded", file);
  if (engine.settings.renditions.smallerCopies === "at-upload") expectSmaller(engine, file);
}
