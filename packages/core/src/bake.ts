/** Recipe: a rendition becomes a file of its own, with no operations in its URL. */
import { IntaglioError, type FileRecord, type Plan } from "@intaglio/contract";
import { announce } from "./announce.ts";
import { ownMetadata } from "./copy-facts.ts";
import type { Engine } from "./engine.ts";
import { watch, type Seen } from "./intake/pass.ts";
import { keeping } from "./judge.ts";
import { anybody } from "./rendition/negotiate.ts";
import { withEnding } from "./respond/headers.ts";
import { abandon, complete, spool } from "./library/keep.ts";
import { newFileId, originalKey, renditionKey } from "./library/keys.ts";
import { sniff } from "./intake/sniff.ts";
import { findSubject, type Owner } from "./locate.ts";
import { decide, nameRendition, render } from "./make.ts";

/** How the new file is kept. */
export interface BakeWish {
  /** The project whose file the source must be. Default: whichever it is. */
  readonly owner?: Owner;
  /** Default: the source's. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** For good, or for a day. Default: true. */
  readonly store?: boolean;
}

/**
 * Makes the rendition and keeps it as a new stored file with the source's metadata, tags and access.
 * Throws `FILE_NOT_FOUND`, `FILE_NOT_IMAGE`, and what rendering throws.
 */
export async function bake(engine: Engine, plan: Plan, wish: BakeWish = {}): Promise<FileRecord> {
  const { owner = await ownerOf(engine, plan) } = wish;
  const { subject } = await findSubject(engine, { answer: "image", plan }, owner, () => "granted");
  const source = subject.file;
  const { vary: _, ...target } = decide(engine, plan, subject, anybody);
  const key = renditionKey(source.id, nameRendition(engine, subject, target));
  const rendition = await render(engine, subject, target, key);
  const { type, bytes } = rendition;
  const draft = { id: newFileId(), name: withEnding(source.name, type), statedType: type };
  const { body, seen } = watch(once(bytes), bytes.byteLength);
  await spool(engine, draft, body);
  const file = await finish(engine, draft.id, source, type, seen(), wish);
  await announce(engine, file);
  return file;
}

/** Whose the source is. */
async function ownerOf(engine: Engine, { source }: Plan): Promise<Owner> {
  const id = (source.kind === "file" ? await engine.records.find(source.id) : undefined)?.project ?? "";
  return { id, origins: null };
}

async function finish(
  engine: Engine,
  id: string,
  source: FileRecord,
  type: string,
  seen: Seen,
  { metadata = ownMetadata(source), store = true }: BakeWish,
): Promise<FileRecord> {
  try {
    const { bytes, sha256, head } = seen;
    const format = sniff(head);
    const blob = await engine.blobs.open(originalKey(id));
    const image = format && blob ? await engine.pixels.measure(blob, format) : null;
    if (!image) throw new IntaglioError("INTERNAL", "a rendition just made does not open");
    const { project, tags, access } = source;
    const facts = { project, customId: null, origin: null, type, bytes, sha256, image, metadata, tags, access };
    return await complete(engine, id, { ...facts, ...keeping(engine, store) });
  } catch (error) {
    await abandon(engine, id);
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
