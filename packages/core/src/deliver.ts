/** Recipe: a picture or file goes out. */
import { IntaglioError, type Delivery, type FileRecord, type Plan, type Size } from "@intaglio/contract";
import type { Engine, Rendition, Target, Waiter } from "./engine.ts";
import type { Exchange } from "./exchange.ts";
import { admitFile, isOver, judgeDelivery } from "./guard/delivery.ts";
import { imageTypes } from "./intake/sniff.ts";
import { originalKey, renditionKey } from "./library/keys.ts";
import { checkFrames, frameSizes, framesKept } from "./pipeline/frames.ts";
import { describeRendition } from "./rendition/key.ts";
import { negotiate, readClient, type Client, type Settled } from "./rendition/negotiate.ts";
import { cacheControl, disposition, withEnding } from "./respond/headers.ts";
import { send, sendAnswer, unchanged, type Sendable } from "./respond/send.ts";

/** Answers a delivery. Refusals come before look-ups, look-ups before bytes, bytes before pixels. */
export async function deliver(engine: Engine, exchange: Exchange): Promise<Response> {
  const { request, dialect, route, target } = exchange;
  const nowSeconds = Math.floor(engine.clock() / 1000);
  const { delivery, grant } = engine.understander.understand(dialect, target, nowSeconds);
  const standing = judgeDelivery(engine.settings.delivery, engine.presets, delivery, grant);
  const { source } = delivery.plan;
  if (source.kind !== "file")
    throw new IntaglioError("OPERATION_UNSUPPORTED", "pictures from other servers are not fetched");
  const file = admitFile(standing, await findFile(engine, delivery, source.id));
  const caching = cacheControl(grant?.expiresAt, file.expiresAt, engine.clock());
  if (delivery.answer === "info") {
    const answer = dialect.presentInfo(file, sizeAfter(engine, delivery.plan, file), delivery);
    return sendAnswer(request, answer, { ...dialect.headers(route, false), "cache-control": caching });
  }
  const isOriginal = delivery.answer === "original";
  const sendable = isOriginal
    ? original(engine, exchange, delivery, file, grant !== undefined)
    : rendition(engine, exchange, delivery, file);
  return unchanged(request, sendable, caching) ?? send(request, sendable, caching);
}

/** The file, unless its time is over. While the database is away, what was served before goes on being served. */
async function findFile(engine: Engine, delivery: Delivery, id: string): Promise<FileRecord | undefined> {
  const found = await engine.records.find(id).catch((error: unknown) => {
    const known = prepared.get(delivery)?.file;
    if (!known || !(error instanceof IntaglioError) || error.code !== "DATABASE_FAILED") throw error;
    return known;
  });
  return found && isOver(found, engine.clock()) ? undefined : found;
}

function original(
  engine: Engine,
  exchange: Exchange,
  delivery: Delivery,
  file: FileRecord,
  isPrivate: boolean,
): Sendable {
  return {
    size: file.bytes,
    type: file.type,
    // A private file's hash would tell whoever guesses its content that the guess is right.
    etag: `"${isPrivate ? engine.digest(`original|${file.id}|${file.sha256}`) : file.sha256}"`,
    modified: new Date(file.uploadedAt).toUTCString(),
    headers: dress(exchange, delivery, file, file.type),
    open: async (range) => (await openOriginal(engine, file, range)).body,
  };
}

/** A request's rendition, worked out but not made. */
interface Prepared {
  readonly file: FileRecord;
  readonly client: Client;
  readonly target: Target;
  readonly key: string;
  readonly sendable: Omit<Sendable, "open">;
}

/** What was worked out for a delivery last; good as long as the record and what counts of the request are the very same. */
const prepared = new WeakMap<Delivery, Prepared>();

function rendition(engine: Engine, exchange: Exchange, delivery: Delivery, file: FileRecord): Sendable {
  const client = readClient(delivery.plan.encode, (name) => exchange.request.headers.get(name));
  let known = prepared.get(delivery);
  if (known?.file !== file || known.client.accept !== client.accept || known.client.saves !== client.saves) {
    known = prepare(engine, exchange, delivery, file, client);
    prepared.set(delivery, known);
  }
  const { target, key, sendable } = known;
  return { ...sendable, open: async () => (await render(engine, file, target, key, exchange.request)).bytes };
}

function prepare(engine: Engine, exchange: Exchange, delivery: Delivery, file: FileRecord, client: Client): Prepared {
  const { vary, ...target } = decide(engine, delivery.plan, file, client);
  const type = imageTypes[target.encode.format];
  const name = nameRendition(engine, file, target);
  const sendable = {
    type,
    etag: `"${name}"`,
    modified: new Date(file.uploadedAt).toUTCString(),
    headers: { ...dress(exchange, delivery, file, type), ...(vary.length > 0 ? { vary: vary.join(", ") } : {}) },
  };
  return { file, client, target, key: renditionKey(file.id, name), sendable };
}

/** The headers that depend on what goes out, not on when. */
function dress(
  { dialect, route }: Exchange,
  delivery: Delivery,
  file: FileRecord,
  type: string,
): Readonly<Record<string, string>> {
  const name = withEnding(delivery.fileName ?? file.name, type);
  return { ...dialect.headers(route, false), "content-disposition": disposition(name, type, delivery.disposition) };
}

/** The picture's size after all steps. Throws before a pixel is touched when a step would be too large or cannot be done. */
function sizeAfter(engine: Engine, plan: Plan, file: FileRecord): Size {
  const { image } = file;
  if (!image) throw new IntaglioError("FILE_NOT_IMAGE");
  checkFrames(plan.steps, image, engine.settings.limits);
  return frameSizes(plan.steps, image).at(-1) ?? image;
}

/** The concrete target of a plan for one file and one client, and the request headers that decided it. */
export function decide(engine: Engine, plan: Plan, file: FileRecord, client: Client): Target & Pick<Settled, "vary"> {
  if (plan.encode.metadata !== "none" && !engine.settings.keepMetadata)
    throw new IntaglioError("OPERATION_FORBIDDEN", "plans may not keep metadata here: see the option keepMetadata");
  const size = sizeAfter(engine, plan, file);
  const { image, bytes } = file;
  if (!image) throw new IntaglioError("FILE_NOT_IMAGE");
  const frames = framesKept(image, { ...plan.encode, format: "webp" }, plan.steps);
  return { steps: plan.steps, ...negotiate(plan.encode, { image, bytes, size, frames }, client) };
}

/** What names a rendition: nobody can work it out without the server's secret. */
export function nameRendition(engine: Engine, file: FileRecord, target: Target): string {
  return engine.digest(describeRendition(file, target));
}

/** The kept rendition, or a new one. */
export async function render(
  engine: Engine,
  file: FileRecord,
  target: Target,
  key: string,
  waiter?: Waiter,
): Promise<Rendition> {
  const { image } = file;
  if (!image) throw new IntaglioError("FILE_NOT_IMAGE");
  const make = async (stop: AbortSignal): Promise<Rendition> => {
    const source = { size: file.bytes, body: readOriginal(engine, file) };
    const start = engine.clock();
    const { bytes, width, height } = await engine.pixels.render({ ...target, image, layers: [] }, source, stop);
    engine.log.info("rendered", {
      key,
      format: target.encode.format,
      bytes: bytes.byteLength,
      ms: engine.clock() - start,
    });
    return { bytes, width, height, type: imageTypes[target.encode.format] };
  };
  return engine.renditions.getOrMake(key, file.id, make, waiter);
}

/** Opened when it is first read: who waits in line holds no descriptor. */
async function* readOriginal(engine: Engine, file: FileRecord): AsyncGenerator<Uint8Array, void, void> {
  yield* (await openOriginal(engine, file)).body;
}

async function openOriginal(
  engine: Engine,
  file: FileRecord,
  range?: { readonly start: number; readonly end: number },
) {
  const blob = await engine.blobs.open(originalKey(file.id), range);
  if (blob) return blob;
  engine.log.error("a file's bytes are missing", { file: file.id });
  throw new IntaglioError("FILE_NOT_FOUND", "the record is there, its bytes are not");
}
