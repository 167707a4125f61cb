/** Recipe: a rendition becomes a file of its own, with no operations in its URL. */
import { IntaglioError, type FileRecord, type Plan } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { watch, type Seen } from "./intake/pass.ts";
import { anybody } from "./rendition/negotiate.ts";
import { withEnding } from "./respond/headers.ts";
import { abandon, complete, spool } from "./library/keep.ts";
import { newFileId, originalKey, renditionKey } from "./library/keys.ts";
import { sniff } from "./intake/sniff.ts";
import { findSubject } from "./locate.ts";
import { decide, nameRendition, render } from "./make.ts";

/**
 * Makes the rendition and keeps it as a new stored file with the source's metadata, tags and access.
 * Throws `FILE_NOT_FOUND`, `FILE_NOT_IMAGE`, and what rendering throws.
 */
export async function bake(engine: Engine, plan: Plan): Promise<FileRecord> {
  const { subject } = await findSubject(
    engine,
    { answer: "image", plan },
    await ownerOf(engine, plan),
    () => "granted",
  );
  const source = subject.file;
  const { vary: _, ...target } = decide(engine, plan, subject, anybody);
  const key = renditionKey(source.id, nameRendition(engine, subject, target));
  const rendition = await render(engine, subject, target, key);
  const { type, bytes } = rendition;
  const draft = { id: newFileId(), name: withEnding(source.name, type), statedType: type };
  const { body, seen } = watch(once(bytes), bytes.byteLength);
  await spool(engine, draft, body);
  const file = await finish(engine, draft.id, source, type, seen());
  await engine.teller.tell("file.uploaded", file);
  return file;
}

/** Whose the source is. */
async function ownerOf(engine: Engine, { source }: Plan): Promise<string> {
  return (source.kind === "file" ? await engine.records.find(source.id) : undefined)?.project ?? "";
}

async function finish(engine: Engine, id: string, source: FileRecord, type: string, seen: Seen): Promise<FileRecord> {
  try {
    const { bytes, sha256, head } = seen;
    const format = sniff(head);
    const blob = await engine.blobs.open(originalKey(id));
    const image = format && blob ? await engine.pixels.measure(blob, format) : null;
    if (!image) throw new IntaglioError("INTERNAL", "a rendition just made does not open");
    const { project, metadata, tags, access } = source;
    const facts = { project, customId: null, origin: null, type, bytes, sha256, image, metadata, tags, access };
    return await complete(engine, id, { ...facts, storedAt: engine.clock(), expiresAt: null });
  } catch (error) {
    await abandon(engine, id);
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
