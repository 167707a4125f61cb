/** The door of uploads that can be gone on with: what is theirs, and their protocol's answers. */
import { Readable } from "node:stream";
import { IntaglioError, type ResumableSetup } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import { rawUrl } from "../exchange.ts";
import { openBody } from "../intake/body.ts";
import { partPace } from "../pace.ts";
import { createResumable } from "../resumable.ts";
import { safetyHeaders } from "../respond/headers.ts";
import type { Settings } from "../settings.ts";

/** Answers the requests of a protocol of resumable uploads. */
export interface ResumableDoor {
  /** By path alone, below the server's own. */
  owns(path: string): boolean;
  /** Throws what is wrong with the request's body, or `STOPPING`. */
  answer(request: Request): Promise<Response>;
}

/**
 * A door that begins to work with the first request; undefined without a protocol. Throws `OPTIONS_INVALID` where no dialect
 * takes uploads, so that nothing could judge them.
 */
export function createResumableDoor(
  setup: ResumableSetup | undefined,
  dialects: Engine["dialects"],
  { publicUrl, basePath }: Settings,
  engine: () => Engine | Promise<Engine>,
): ResumableDoor | undefined {
  if (!setup) return undefined;
  if (dialects.every(({ uploadPath }) => uploadPath === undefined))
    throw new IntaglioError(
      "OPTIONS_INVALID",
      "resumable is given, expected a dialect that takes uploads, such as uploadcare()",
    );
  const { path, create } = setup;
  const root = basePath + path;
  let handle: ReturnType<ResumableSetup["create"]> | undefined;
  return {
    owns: (given) => `${given}/` === root || given === root || isBelow(given, root),
    async answer(request) {
      const ready = await engine();
      handle ??= create(createResumable(ready), (name) => `${publicUrl}${root}${name}`);
      const { passed, drop } = pass(ready, request);
      try {
        const response = await handle(passed);
        return finished(response, safetyHeaders(undefined), drop());
      } finally {
        drop();
      }
    },
  };
}

/** One more segment, of the letters that names are made of. */
function isBelow(path: string, root: string): boolean {
  return path.startsWith(root) && /^[\w-]+$/.test(path.slice(root.length));
}

/** The request with its body watched for clients that are too slow, as all bodies are. `drop` ends the reading, and tells whether that was early. */
function pass(engine: Engine, request: Request): { readonly passed: Request; readonly drop: () => boolean } {
  const { method, headers } = request;
  const url = new URL(pathOf(rawUrl(request)), "http://upload");
  if (method !== "POST" && method !== "PATCH")
    return { passed: new Request(url, { method, headers }), drop: () => false };
  const { stream } = openBody(request, partPace(engine, Number(headers.get("content-length") ?? 0)));
  const drop = (): boolean => {
    const isEarly = !stream.readableEnded;
    stream.destroy();
    return isEarly;
  };
  const body = Readable.toWeb(stream) as ReadableStream<Uint8Array>;
  const init: RequestInit & { duplex: "half" } = { method, headers, body, duplex: "half" };
  return { passed: new Request(url, init), drop };
}

function pathOf(url: string): string {
  return url.startsWith("/") ? url : new URL(url).pathname;
}

/** With our own headers; where the body was not read to its end the connection is given up, since the rest is on its way. */
function finished(response: Response, more: Readonly<Record<string, string>>, isEarly: boolean): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  headers.set("cache-control", "no-store");
  if (isEarly) headers.set("connection", "close");
  return new Response(response.body, { status: response.status, headers });
}
