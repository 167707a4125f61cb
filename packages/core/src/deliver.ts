/** Recipe: a picture or file goes out. */
import { IntaglioError, type Delivery, type FileRecord, type Grant, type Plan, type Size } from "@intaglio/contract";
import type { Engine, Rendition, Target } from "./engine.ts";
import type { Exchange } from "./exchange.ts";
import { admitFile, judgeDelivery } from "./guard/delivery.ts";
import { imageTypes } from "./intake/sniff.ts";
import { originalKey, renditionKey } from "./library/keys.ts";
import { checkFrames, frameSizes } from "./pipeline/frames.ts";
import { describeRendition } from "./rendition/key.ts";
import { isNegotiated, negotiate } from "./rendition/negotiate.ts";
import { cacheControl, disposition, withEnding } from "./respond/headers.ts";
import { send, sendAnswer, unchanged } from "./respond/send.ts";

/** Answers a delivery. Refusals come before look-ups, look-ups before bytes, bytes before pixels. */
export async function deliver(engine: Engine, exchange: Exchange): Promise<Response> {
  const { dialect, target } = exchange;
  const delivery = dialect.parse(target);
  const nowSeconds = Math.floor(engine.clock() / 1000);
  const grant = dialect.verify(target, nowSeconds);
  const standing = judgeDelivery(engine.settings.delivery, engine.presets, delivery, grant);
  const { source } = delivery.plan;
  if (source.kind !== "file") throw new IntaglioError("OPERATION_UNSUPPORTED", "pictures from other servers are not fetched");
  const file = admitFile(standing, await engine.records.find(source.id));
  const caching = cacheControl(grant?.expiresAt, nowSeconds);
  const headers = dress(exchange, delivery, file, caching);
  if (delivery.answer === "original") return deliverOriginal(engine, exchange.request, file, grant, headers(file.type));
  if (delivery.answer === "info") return deliverInfo(engine, exchange, delivery.plan, file, caching);
  return deliverRendition(engine, exchange.request, delivery.plan, file, headers);
}

type HeaderRecord = Readonly<Record<string, string>>;

/** The headers of an answer of this type. */
type Dress = (type: string) => HeaderRecord;

function dress(exchange: Exchange, delivery: Delivery, file: FileRecord, caching: string): Dress {
  const vary = delivery.answer === "image" && isNegotiated(delivery.plan.encode) ? { vary: "Accept" } : {};
  const name = delivery.fileName ?? file.name;
  return (type) => ({
    ...exchange.dialect.headers(exchange.route, false),
    ...vary,
    "cache-control": caching,
    "content-disposition": disposition(withEnding(name, type), type, delivery.disposition),
  });
}

async function deliverOriginal(
  engine: Engine,
  request: Request,
  file: FileRecord,
  grant: Grant | undefined,
  headers: HeaderRecord,
): Promise<Response> {
  // A private file's hash would tell whoever guesses its content that the guess is right.
  const etag = `"${grant ? engine.digest(`original|${file.id}|${file.sha256}`) : file.sha256}"`;
  const fresh = unchanged(request, etag, file.uploadedAt, headers);
  if (fresh) return fresh;
  return send(request, {
    size: file.bytes,
    type: file.type,
    etag,
    modifiedAt: file.uploadedAt,
    headers,
    open: async (range) => (await openOriginal(engine, file, range)).body,
  });
}

async function openOriginal(engine: Engine, file: FileRecord, range?: { readonly start: number; readonly end: number }) {
  const blob = await engine.blobs.open(originalKey(file.id), range);
  if (blob) return blob;
  engine.log.error("a file's bytes are missing", { file: file.id });
  throw new IntaglioError("FILE_NOT_FOUND", "the record is there, its bytes are not");
}

function deliverInfo(engine: Engine, { request, dialect, route }: Exchange, plan: Plan, file: FileRecord, caching: string): Response {
  const answer = dialect.presentInfo(file, sizeAfter(engine, plan, file));
  return sendAnswer(request, answer, { ...dialect.headers(route, false), "cache-control": caching });
}

/** The picture's size after all steps. Throws before a pixel is touched when a step would be too large or cannot be done. */
function sizeAfter(engine: Engine, plan: Plan, file: FileRecord): Size {
  const { image } = file;
  if (!image) throw new IntaglioError("FILE_NOT_IMAGE");
  checkFrames(plan.steps, image, engine.settings.limits);
  return frameSizes(plan.steps, image).at(-1) ?? image;
}

async function deliverRendition(
  engine: Engine,
  request: Request,
  plan: Plan,
  file: FileRecord,
  dressed: Dress,
): Promise<Response> {
  const target = decide(engine, plan, file, request.headers.get("accept"));
  const name = engine.digest(describeRendition(file, target));
  const etag = `"${name}"`;
  const type = imageTypes[target.encode.format];
  const headers = dressed(type);
  const fresh = unchanged(request, etag, file.uploadedAt, headers);
  if (fresh) return fresh;
  const rendition = await render(engine, file, target, name, request.signal);
  const { bytes } = rendition;
  return send(request, {
    size: bytes.byteLength,
    type,
    etag,
    modifiedAt: file.uploadedAt,
    headers,
    open: (range) => (range ? bytes.subarray(range.start, range.end + 1) : bytes),
  });
}

/** The concrete target of a plan for one file and one client. */
export function decide(engine: Engine, plan: Plan, file: FileRecord, accept: string | null): Target {
  if (plan.encode.metadata !== "none" && !engine.settings.keepMetadata)
    throw new IntaglioError("OPERATION_FORBIDDEN", "plans may not keep metadata here: see the option keepMetadata");
  const size = sizeAfter(engine, plan, file);
  if (!file.image) throw new IntaglioError("FILE_NOT_IMAGE");
  return { steps: plan.steps, encode: { ...plan.encode, format: negotiate(plan.encode, file.image, size, accept) } };
}

/** The kept rendition, or a new one. */
export async function render(engine: Engine, file: FileRecord, target: Target, name: string, signal?: AbortSignal): Promise<Rendition> {
  const { image } = file;
  if (!image) throw new IntaglioError("FILE_NOT_IMAGE");
  const key = renditionKey(file.id, name);
  const make = async (stop: AbortSignal): Promise<Rendition> => {
    const source = await openOriginal(engine, file);
    const start = engine.clock();
    const { bytes, width, height } = await engine.pixels.render({ ...target, image }, source, stop);
    engine.log.info("rendered", { key, format: target.encode.format, bytes: bytes.byteLength, ms: engine.clock() - start });
    return { bytes, width, height, type: imageTypes[target.encode.format] };
  };
  return engine.renditions.getOrMake(key, file.id, make, signal);
}
