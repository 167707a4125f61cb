/** Uploads that can be gone on with: parts of any size, each a blob under the number of its first byte. */
import { timingSafeEqual } from "node:crypto";
import {
  IntaglioError,
  isFileId,
  toIntaglioError,
  type Bytes,
  type Dialect,
  type Project,
  type RequestFacts,
  type ResumableUpload,
  type ResumableUploads,
  type ResumableWish,
} from "@intaglio/contract";
import { beginUpload, lifeMs } from "./begin-parts.ts";
import { completeParts } from "./complete-parts.ts";
import type { Engine } from "./engine.ts";
import { partKey } from "./library/keys.ts";
import { takeLease } from "./library/lease.ts";
import { dropParts, findParts, joinLease, rowOfParts, type PartsUpload } from "./library/parts.ts";

/** Bytes of one part: what a crash can take of an upload that comes in one request. */
const partBytes = 8 << 20;
/** Each request counts them all. As many as of an upload in parts. */
const maxPieces = 10_000;
/** Whoever comes while another writes waits so long; clients come again by themselves. A killed process holds nobody up for longer. */
const patience = { patienceMs: 10_000, leaseMs: 5_000 };

/** What a protocol of resumable uploads may do. */
export function createResumable(engine: Engine): ResumableUploads {
  const dialect = engine.dialects.find(({ uploadPath }) => uploadPath !== undefined);
  if (!dialect) throw new IntaglioError("INTERNAL", "no dialect takes uploads"); // such options are refused
  const find = (name: string) => findUpload(engine, name);
  const held = new Map<string, AbortSignal>();
  return {
    maxBytes: engine.settings.limits.partsBytes,
    lifeMs,
    begin: (wish) => told(engine, begin(engine, dialect, wish)),
    find: (name) => told(engine, find(name)),
    append: (name, offset, body) => append(engine, idOf(engine, name), offset, body, held.get(name)),
    async finish(name) {
      const { id, isFile } = await find(name);
      return isFile ? id : told(engine, finish(engine, dialect, id));
    },
    drop: (name) => told(engine, drop(engine, idOf(engine, name))),
    async lock(name, signal) {
      const lease = await takeLease(engine.records.leases, `resumable ${idOf(engine, name)}`, { ...patience, signal });
      held.set(name, lease.signal);
      return {
        async release() {
          if (held.get(name) === lease.signal) held.delete(name); // whoever lost it may end after the next has begun
          await lease.release();
        },
      };
    },
  };
}

/** What is our fault is logged: clients are told a sentence alone. */
async function told<T>(engine: Engine, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const { status, code, message } = toIntaglioError(thrown);
    if (status >= 500 && code !== "STOPPING" && code !== "QUEUE_FULL")
      engine.log.error("a resumable upload failed", { code, reason: message });
    throw thrown;
  }
}

/** 36 characters of the id, and 64 hex digits that nobody can guess. */
function nameOf(engine: Engine, id: string): string {
  return `${id}-${engine.token(`resumable|${id}`)}`;
}

/** Nothing is looked up for a name that is none of ours. */
function idOf(engine: Engine, name: string): string {
  const id = name.slice(0, 36);
  const [given, genuine] = [Buffer.from(name), Buffer.from(isFileId(id) ? nameOf(engine, id) : "")];
  if (given.byteLength === genuine.byteLength && timingSafeEqual(given, genuine)) return id;
  throw new IntaglioError("FILE_NOT_FOUND", "no upload has this address");
}

async function begin(engine: Engine, dialect: Dialect, wish: ResumableWish): Promise<string> {
  const { bytes, name = "", statedType = "", fields, header } = wish;
  const target = { path: dialect.uploadPath ?? "/", query: "" };
  const request: RequestFacts = { method: "POST", target, header, fields, body: new Uint8Array(0) };
  const project = await engine.projects.find(dialect, dialect.identify(request));
  const admission = dialect.intake(request, Math.floor(engine.clock() / 1000), project);
  const { id } = await beginUpload(engine, project, { name, statedType, bytes, ...admission });
  return nameOf(engine, id);
}

async function findUpload(engine: Engine, name: string): Promise<ResumableUpload> {
  const id = idOf(engine, name);
  const upload = await findParts(engine, id, engine.clock());
  if (upload) {
    const { bytes } = upload.wish;
    const row = await rowOfParts(engine, id);
    if (row.parts.length >= maxPieces && row.bytes < bytes)
      throw new IntaglioError("FILE_TOO_LARGE", `upload ${id} has ${row.parts.length} pieces`, {
        hint: `it came in ${maxPieces} pieces and is not whole: begin anew with more bytes in each request`,
      });
    return { id, bytes, offset: Math.min(row.bytes, bytes), isFile: false, expiresAt: upload.expiresAt };
  }
  const file = await engine.records.find(id);
  if (!file) throw new IntaglioError("FILE_NOT_FOUND", `no upload ${id} is under way`);
  const { bytes, uploadedAt } = file;
  return { id, bytes, offset: bytes, isFile: true, expiresAt: uploadedAt + lifeMs };
}

async function demand(engine: Engine, id: string): Promise<PartsUpload> {
  const upload = await findParts(engine, id, engine.clock());
  if (!upload) throw new IntaglioError("FILE_NOT_FOUND", `no upload ${id} is under way`);
  return upload;
}

async function projectOf(engine: Engine, dialect: Dialect, id: string): Promise<Project> {
  const project = await engine.projects.ofId(dialect, (await demand(engine, id)).project);
  if (!project) throw new IntaglioError("FILE_NOT_FOUND", `the project of upload ${id} is gone`);
  return project;
}

/** Somebody else may have made the file just now, or a crash may have come right after it was made. */
async function finish(engine: Engine, dialect: Dialect, id: string): Promise<string> {
  try {
    return (await completeParts(engine, await projectOf(engine, dialect, id), id)).id;
  } catch (error) {
    if (error instanceof IntaglioError && error.code === "PARTS_COMPLETE") return id;
    throw error;
  }
}

/** Not while its parts are joined: then it would end, and its credential come back, though it becomes a file. */
async function drop(engine: Engine, id: string): Promise<void> {
  const lease = await takeLease(engine.records.leases, joinLease(id), patience);
  try {
    if (await engine.records.find(id)) throw new IntaglioError("PARTS_COMPLETE");
    const { wish } = await demand(engine, id);
    const { count } = wish.permit;
    if ((await dropParts(engine, { id })) && count) await engine.records.tickets.refund(count.id, 1);
  } finally {
    await lease.release();
  }
}

async function append(
  engine: Engine,
  id: string,
  offset: number,
  body: Bytes,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { wish } = await demand(engine, id);
  const source = new Source(body, wish.bytes - offset);
  let at = offset;
  try {
    while (await source.hasMore()) {
      const key = partKey(id, at);
      at += await told(engine, engine.blobs.put(key, source.take(partBytes), signal ? { signal } : {}));
      await keptIfAwaited(engine, id, key);
    }
  } finally {
    await source.close();
  }
  source.check();
  return at;
}

/** Whoever ended the upload meanwhile could not see this part. */
async function keptIfAwaited(engine: Engine, id: string, key: string): Promise<void> {
  try {
    await demand(engine, id);
  } catch (error) {
    await engine.blobs.remove(key);
    throw error;
  }
}

/** A body from which parts are cut. Where it fails the part ends, so that what came is kept, and no more follow. */
class Source {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Bytes that may still come. */
  #left: number;
  #next: Uint8Array | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(body: Bytes, left: number) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#left = left;
  }

  async hasMore(): Promise<boolean> {
    while (!this.#next?.byteLength && !this.#failure) {
      try {
        const { done = false, value } = await this.#chunks.next();
        if (done) return false;
        this.#next = value as Uint8Array;
      } catch (error) {
        this.#failure = { error };
      }
    }
    return !this.#failure;
  }

  async *take(most: number): AsyncGenerator<Uint8Array, void, void> {
    for (let room = most; room > 0 && (await this.hasMore());) {
      const chunk = this.#next as Uint8Array;
      if (chunk.byteLength > this.#left) {
        this.#failure = { error: new IntaglioError("PART_INVALID", "more bytes than were said") };
        return;
      }
      const now = chunk.subarray(0, room);
      this.#next = chunk.subarray(now.byteLength);
      room -= now.byteLength;
      this.#left -= now.byteLength;
      yield now;
    }
  }

  /** Throws what the body threw. */
  check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
