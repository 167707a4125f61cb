import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode } from "./bridge.ts";

/** How the app is set up, as far as it changes addresses. */
export interface NextOptions {
  /** `basePath` of `next.config`: Next cuts it off before a handler sees the address. Default: none. */
  readonly basePath?: string;
}

/** A server, or what gives it at the first request: Next runs modules while it builds, and nothing should start there. */
export type NextMedia = Fetchable | (() => Fetchable);

/** A route handler of the App Router. */
export type NextHandler = (request: Request) => Promise<Response>;

/** A handler of the Pages API. */
export type NextApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One handler for every method, as a `route.ts` exports them. */
export type NextHandlers = Readonly<Record<(typeof methods)[number], NextHandler>>;

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/**
 * `export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toNextHandlers(media)` in `app/media/[[...path]]/route.ts`,
 * for a server whose own `basePath` is `/media`. `next.config` needs `withIntaglio`.
 */
export function toNextHandlers(media: NextMedia, options: NextOptions = {}): NextHandlers {
  const handle: NextHandler = (request) => serverOf(media).fetch(whole(request, options));
  return Object.fromEntries(methods.map((method) => [method, handle])) as unknown as NextHandlers;
}

/**
 * The Pages API: `export default toNextApiHandler(media)` in `pages/api/media/[[...path]].ts`, for a server whose own
 * `basePath` is `/api/media`. Beside it goes `export const config = { api: { bodyParser: false, externalResolver: true } }`.
 */
export function toNextApiHandler(media: NextMedia, { basePath = "" }: NextOptions = {}): NextApiHandler {
  return (request, response) => {
    request.url = `${basePath}${request.url ?? "/"}`;
    return answerOnNode(serverOf(media), request, response);
  };
}

function serverOf(media: NextMedia): Fetchable {
  return typeof media === "function" ? media() : media;
}

/** The request with the whole address. It stays the same object: another one would need a body that nobody has read yet. */
function whole(request: Request, { basePath = "" }: NextOptions): Request {
  if (basePath === "") return request;
  const { origin } = new URL(request.url);
  const url = `${origin}${basePath}${request.url.slice(origin.length)}`;
  return Object.defineProperty(request, "url", { value: url, configurable: true });
}
