/** From a request to the recipe that answers it. Every request gets an answer: nothing is thrown to the host. */
import { randomUUID } from "node:crypto";
import { IntaglioError, toIntaglioError, type Answer, type Dialect } from "@intaglio/contract";
import { deliver } from "../deliver.ts";
import { mount, type Mounted } from "../dialect/mount.ts";
import type { Engine } from "../engine.ts";
import { group } from "../group.ts";
import { rawUrl, toFacts, type Exchange } from "../exchange.ts";
import { manage } from "../manage.ts";
import { part } from "../part.ts";
import { answerError } from "../respond/error.ts";
import { sendAnswer } from "../respond/send.ts";
import { upload } from "../upload.ts";
import type { ResumableDoor } from "./resumable.ts";

const recipes = { deliver, group, upload, manage, part } as const;

/** What answering needs before the stores are open. */
export interface Frontage {
  readonly basePath: string;
  readonly dialects: readonly Dialect[];
  /** Finds what an address means; see `createMount`. */
  readonly mount: (url: string) => Mounted | undefined;
  readonly log: Engine["log"];
  /** Uploads that can be gone on with; absent where there are none. */
  readonly resumable: ResumableDoor | undefined;
  /** The engine, once its stores are open; rejects when they cannot be. */
  readonly engine: () => Engine | Promise<Engine>;
}

/** True when the URL is one a dialect answers. */
export function ownsUrl({ dialects, basePath, resumable, mount: find }: Frontage, url: string): boolean {
  try {
    return resumable?.owns(cutQuery(url)) === true || find(url) !== undefined;
  } catch {
    return mount(dialects, basePath, { path: cutQuery(url), query: "" }) !== undefined; // ours to refuse
  }
}

/** Answers a request. Never rejects. */
export async function answer(front: Frontage, request: Request): Promise<Response> {
  try {
    if (front.resumable?.owns(cutQuery(rawUrl(request)))) return await front.resumable.answer(request);
    const mounted = front.mount(rawUrl(request));
    if (!mounted) throw new IntaglioError("ROUTE_UNKNOWN");
    return await answerMounted(front, { request, ...mounted });
  } catch (error) {
    return sendAnswer(request, plainAnswer(toIntaglioError(error)), {});
  }
}

async function answerMounted(front: Frontage, exchange: Exchange): Promise<Response> {
  const { request, dialect, route } = exchange;
  try {
    if (request.method === "OPTIONS") return preflight(exchange);
    if (!route.methods.some((method) => method === request.method))
      throw new IntaglioError("METHOD_NOT_ALLOWED", request.method, { allow: [...route.methods, "OPTIONS"] });
    return await recipes[route.recipe](await front.engine(), exchange);
  } catch (error) {
    const refusal = answerError(error, dialect, toFacts(exchange), randomUUID(), front.log);
    // A body that was not read to its end would have to be drained: the connection is given up instead.
    const hangUp = ["POST", "PUT", "PATCH"].includes(request.method) ? { connection: "close" } : {};
    return sendAnswer(request, refusal, { ...dialect.headers(route, false), ...hangUp });
  }
}

function preflight({ request, dialect, route }: Exchange): Response {
  const headers = { ...dialect.headers(route, true), allow: [...route.methods, "OPTIONS"].join(", ") };
  return sendAnswer(request, { status: 204, headers: {}, body: "" }, headers);
}

/** For requests no dialect understood. */
function plainAnswer({ status, sentence, code }: IntaglioError): Answer {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error: { code, message: sentence } }),
  };
}

function cutQuery(url: string): string {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("://") + 3);
  return start < 0 ? "/" : (url.slice(start).split(/[?#]/, 1)[0] ?? "/");
}
