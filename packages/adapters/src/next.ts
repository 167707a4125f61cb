import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode } from "./bridge.ts";

/** How the app is set up, as far as it changes addresses. */
export interface NextOptions {
  /** `basePath` of `next.config`: Next cuts it off before a handler sees the address. Default: none. */
  readonly basePath?: string;
}

/** A route handler of the App Router. */
export type NextHandler = (request: Request) => Promise<Response>;

/** A handler of the Pages API. */
export type NextApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One handler for every method, as a `route.ts` exports them. */
export type NextHandlers = Readonly<Record<(typeof methods)[number], NextHandler>>;

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/**
 * `export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toNextHandlers(media)` in a catch-all `route.ts`. Addresses
 * that end with a slash want `skipTrailingSlashRedirect: true` in `next.config`.
 */
export function toNextHandlers(media: Fetchable, { basePath = "" }: NextOptions = {}): NextHandlers {
  const handle: NextHandler = (request) => media.fetch(basePath === "" ? request : below(basePath, request));
  return Object.fromEntries(methods.map((method) => [method, handle])) as unknown as NextHandlers;
}

/**
 * The Pages API: `export default toNextApiHandler(media)` and `export const config = { api: { bodyParser: false,
 * externalResolver: true } }` in a catch-all file below `pages/api`.
 */
export function toNextApiHandler(media: Fetchable, { basePath = "" }: NextOptions = {}): NextApiHandler {
  return (request, response) => {
    if (basePath !== "" && !request.url?.startsWith(`${basePath}/`)) request.url = `${basePath}${request.url ?? "/"}`;
    return answerOnNode(media, request, response);
  };
}

/** The request with its whole address. */
function below(basePath: string, request: Request): Request {
  const { origin } = new URL(request.url);
  const path = request.url.slice(origin.length);
  return path.startsWith(`${basePath}/`) ? request : new Request(`${origin}${basePath}${path}`, request);
}
