/** Recipe: a file is copied, within its project or to a storage outside. */
import {
  IntaglioError,
  type Bytes,
  type Command,
  type Commands,
  type Delivery,
  type FileRecord,
  type Project,
} from "@intaglio/contract";
import { announce } from "./announce.ts";
import { bake } from "./bake.ts";
import { ownMetadata } from "./copy-facts.ts";
import type { Engine } from "./engine.ts";
import { watch } from "./intake/pass.ts";
import { imageTypes } from "./intake/sniff.ts";
import { keeping } from "./judge.ts";
import { backupsPrefix } from "./library/backups/place.ts";
import { abandon, complete, spool } from "./library/keep.ts";
import { newFileId, renditionKey } from "./library/keys.ts";
import { findSubject } from "./locate.ts";
import { decide, nameRendition, render } from "./make.ts";
import { anybody } from "./rendition/negotiate.ts";
import { openOriginal } from "./subject.ts";

/** A new file from a delivery of the project's. Throws `FILE_NOT_FOUND`, `FILE_NOT_IMAGE`, and what rendering throws. */
export async function copyFile(
  engine: Engine,
  project: Project,
  { source, store, metadata }: Command<"file.copy">,
): Promise<FileRecord> {
  const wish = { owner: project, store, ...(metadata && { metadata }) };
  if (source.answer === "image") return bake(engine, source.plan, wish);
  const { file } = await findOriginal(engine, project, source);
  const id = newFileId();
  const { body } = await openOriginal(engine, file);
  const watched = watch(body, file.bytes);
  await spool(engine, { id, name: file.name, statedType: file.statedType }, watched.body, { disposable: true });
  try {
    const { bytes, sha256 } = watched.seen();
    const { type, image, tags, access } = file;
    const own = { project: project.id, customId: null, origin: null, metadata: metadata ?? ownMetadata(file) };
    const copy = await complete(engine, id, {
      ...own,
      type,
      bytes,
      sha256,
      image,
      tags,
      access,
      ...keeping(engine, store),
    });
    await announce(engine, copy);
    return copy;
  } catch (error) {
    await abandon(engine, id);
    throw error;
  }
}

/**
 * Puts what a delivery gives onto a named storage. Keys are in lower case there, and what else a key may not have becomes
 * a hyphen. Throws `STORAGE_UNKNOWN`, `FIELD_INVALID` for a key where backups are, `FILE_NOT_FOUND`, `STORAGE_*`, and what rendering throws.
 */
export async function exportFile(
  engine: Engine,
  project: Project,
  { source, target, key: keyOf }: Command<"file.export">,
): Promise<Commands["file.export"][1]> {
  const storage = engine.storages.get(target);
  if (!storage) throw new IntaglioError("STORAGE_UNKNOWN", `no storage ${target}`);
  const { file, type, body } = await read(engine, project, source);
  const key = toKey(keyOf(file, type));
  if (key.startsWith(backupsPrefix))
    throw new IntaglioError("FIELD_INVALID", "a copy among the backups", { hint: `${backupsPrefix} is for backups` });
  const isNew = (await storage.blobs.stat(key)) === undefined;
  await storage.blobs.put(key, body);
  return { bucket: storage.bucket, key, isNew };
}

interface Reading {
  readonly file: FileRecord;
  readonly type: string;
  readonly body: Bytes;
}

async function read(engine: Engine, project: Project, source: Delivery): Promise<Reading> {
  const { subject, file } = await findOriginal(engine, project, source);
  if (source.answer !== "image") return { file, type: file.type, body: (await openOriginal(engine, file)).body };
  const { vary: _, ...target } = decide(engine, source.plan, subject, anybody);
  const key = renditionKey(file.id, nameRendition(engine, subject, target));
  const { bytes } = await render(engine, subject, target, key);
  return { file, type: imageTypes[target.encode.format], body: once(bytes) };
}

async function findOriginal(engine: Engine, project: Project, source: Delivery) {
  const { subject } = await findSubject(engine, source, project, () => "granted");
  return { subject, file: subject.file };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function toKey(text: string): string {
  const key = text
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => segment.replace(/[^a-z0-9.-]/g, "-").replace(/^\.+$/, "-"))
    .join("/");
  return key.slice(0, 200).replace(/\/$/, "") || "-";
}
