/** Recipe: a picture or file goes out. */
import {
  IntaglioError,
  type Asked,
  type Delivery,
  type Encode,
  type FileRecord,
  type Grant,
  type Project,
} from "@intaglio/contract";
import type { Engine, Target } from "./engine.ts";
import { rawUrl, type Exchange } from "./exchange.ts";
import { createDoor, type Door } from "./guard/access.ts";
import { judgeDelivery, judgeOther } from "./guard/delivery.ts";
import { isFetch } from "./intake/remote.ts";
import { imageTypes } from "./intake/sniff.ts";
import { findBetter, leisureOf, noteUse, type Leisure } from "./leisure.ts";
import { renditionKey } from "./library/keys.ts";
import { findSubject, type Judge, type Located } from "./locate.ts";
import { look } from "./look.ts";
import { decide, encodeFor, nameRendition, render } from "./make.ts";
import { noticeHeader } from "./notices.ts";
import { hostOf, projectOf } from "./project-of.ts";
import { hintNames, readHints, type Lookup } from "./rendition/hints.ts";
import { readClient, type Client } from "./rendition/negotiate.ts";
import type { Ready } from "./rendition/ready.ts";
import { cacheControl, disposition, perSession, withEnding } from "./respond/headers.ts";
import { atHand, send, sendAnswer, unchanged, type AtHand, type Sendable } from "./respond/send.ts";
import { endOf, openOriginal, startOf, type Subject } from "./subject.ts";

/** The answer to a request that was answered a moment ago; undefined where it takes more to answer it. */
export function deliverAtOnce(engine: Engine, asked: Asked): AtHand | undefined {
  const found = engine.ready.find(asked, () => ({
    version: engine.records.version?.(),
    second: Math.floor(engine.clock() / 1000),
    recall: (key) => engine.renditions.recall(key),
  }));
  return found && atHand(found.ready.thing, found.bytes, found.ready.caching);
}

/** Answers a delivery. Refusals come before look-ups, look-ups before bytes, bytes before pixels. */
export async function deliver(engine: Engine, exchange: Exchange): Promise<Response> {
  const { request, dialect, route, target } = exchange;
  const nowSeconds = Math.floor(engine.clock() / 1000);
  const version = engine.records.version?.();
  const hints = () => readHints((name) => request.headers.get(name));
  const { projects, understander } = engine;
  const project = projects.many
    ? await projectOf(
        engine,
        dialect,
        target,
        hints,
        hostOf(request.url, (name) => request.headers.get(name)),
      )
    : projects.own(dialect);
  const { delivery: asked, grant } = understander.understand(dialect, target, nowSeconds, hints, project);
  if (isFetch(request.headers) && asked.plan.source.kind === "url")
    throw new IntaglioError("SOURCE_FORBIDDEN", "servers that fetch from one another would never end");
  const door = createDoor(engine.access, request);
  const { delivery, subject } = await locateFor(engine, asked, grant, project, door);
  const { file } = subject;
  const now = engine.clock();
  const caching = door.isPersonal ? perSession : cacheControl(grant?.expiresAt, endOf(subject, now), now);
  if (delivery.answer === "info") {
    const facts = await look(engine, delivery.plan, subject, delivery.facts, request);
    const answer = dialect.presentInfo(file, facts, delivery);
    return sendAnswer(request, answer, {
      ...dialect.headers(route, false),
      ...noticeHeader(engine, delivery),
      ...varyHeader(hintNames(delivery.hinted ?? [])),
      "cache-control": caching,
    });
  }
  if (delivery.answer === "original") {
    const sendable = original(engine, exchange, delivery, file, grant !== undefined || door.isPersonal);
    return unchanged(request, sendable, caching) ?? send(request, sendable, caching);
  }
  const { sendable, lasting } = await rendition(engine, exchange, delivery, subject);
  if (lasting && isPlain(asked, subject) && !(engine.access && file.access !== "public"))
    engine.ready.keep(rawUrl(request), { version, second: nowSeconds, ...lasting, caching });
  return unchanged(request, sendable, caching) ?? send(request, sendable, caching);
}

/** One file, stored for good, by its id: nothing but the records and the client decides what goes out. */
function isPlain({ plan, hinted }: Delivery, { file, layers, fillsIn }: Subject): boolean {
  return plan.source.kind === "file" && layers.size === 0 && !fillsIn && !hinted && file.expiresAt === null;
}

/** What was located for deliveries last. */
const located = new WeakMap<Delivery, Located>();

/** The files it works on. While the database is away, what was served before goes on being served. */
async function locateFor(
  engine: Engine,
  asked: Delivery,
  grant: Grant | undefined,
  project: Project,
  door: Door,
): Promise<Located> {
  const { presets } = engine;
  const judge: Judge = (delivery, other) =>
    other
      ? judgeOther(project.delivery, presets, delivery, grant, other)
      : judgeDelivery(project.delivery, presets, delivery, grant);
  try {
    const found = await findSubject(engine, asked, project, judge, door.admit);
    located.set(asked, found);
    return found;
  } catch (error) {
    const known = located.get(asked);
    if (!known || !(error instanceof IntaglioError) || error.code !== "DATABASE_FAILED") throw error;
    const now = engine.clock();
    if ((endOf(known.subject, now) ?? Infinity) <= now) throw error;
    const { file, layers } = known.subject;
    for (const one of [file, ...layers.values()]) await door.admit("granted", one); // token and policy were judged then
    return known;
  }
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
  readonly subject: Subject;
  readonly client: Client;
  readonly target: Target;
  readonly key: string;
  readonly sendable: Omit<Sendable, "open">;
  readonly leisure: Leisure | undefined;
}

/** What was worked out for a delivery last; good as long as the record and what counts of the request are the very same. */
const prepared = new WeakMap<Delivery, Prepared>();

/** What to send; and by what the same can be sent again, where that does not depend on how often it is. */
interface Made {
  readonly sendable: Sendable;
  readonly lasting?: Pick<Ready<Omit<Sendable, "open">>, "key" | "fits" | "thing">;
}

async function rendition(engine: Engine, exchange: Exchange, delivery: Delivery, subject: Subject): Promise<Made> {
  const encode = encodeFor(engine, delivery.plan);
  const client = readClient(encode, (name) => exchange.request.headers.get(name));
  let known = prepared.get(delivery);
  if (!known || !sameSubject(known.subject, subject) || !sameClient(known.client, client)) {
    known = prepare(engine, exchange, delivery, subject, client);
    prepared.set(delivery, known);
  }
  const { target, key, sendable, leisure } = known;
  const better = leisure && (await findBetter(engine, leisure));
  if (leisure && better) return { sendable: { ...sendable, etag: leisure.etag, open: async () => better.bytes } };
  if (leisure) noteUse(engine, leisure, subject, target);
  const open = async () => (await render(engine, subject, target, key, exchange.request)).bytes;
  if (leisure) return { sendable: { ...sendable, open } };
  return { sendable: { ...sendable, open }, lasting: { key, fits: clientsLike(client, encode), thing: sendable } };
}

/** Apart, so that what is kept holds no request. */
function clientsLike(client: Client, encode: Encode): (header: Lookup) => boolean {
  return (header) => sameClient(readClient(encode, header), client);
}

/** Records are given as the very same objects as long as they have not changed. */
function sameSubject(one: Subject, other: Subject): boolean {
  if (one.file !== other.file || one.layers.size !== other.layers.size) return false;
  return [...one.layers].every(([source, file]) => other.layers.get(source) === file);
}

function sameClient(one: Client, other: Client): boolean {
  return one.accept === other.accept && one.saves === other.saves;
}

function prepare(engine: Engine, exchange: Exchange, delivery: Delivery, subject: Subject, client: Client): Prepared {
  const { file } = subject;
  const { vary, ...target } = decide(engine, delivery.plan, subject, client);
  const type = imageTypes[target.encode.format];
  const name = nameRendition(engine, subject, target);
  const sendable = {
    type,
    etag: `"${name}"`,
    modified: new Date(startOf(subject)).toUTCString(),
    headers: {
      ...dress(exchange, delivery, file, type),
      ...noticeHeader(engine, delivery),
      ...varyHeader([...vary, ...hintNames(delivery.hinted ?? [])]),
    },
  };
  const leisure = leisureOf(engine, subject, target);
  return { subject, client, target, key: renditionKey(file.id, name), sendable, leisure };
}

function varyHeader(names: readonly string[]): Readonly<Record<string, string>> {
  return names.length > 0 ? { vary: names.join(", ") } : {};
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
