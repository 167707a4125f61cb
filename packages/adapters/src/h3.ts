import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode, originalUrl } from "./bridge.ts";

/** Node's own, where there are such. */
interface NodePair {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** The parts of an event of h3 that are used. */
export interface H3EventLike {
  /** In h3 2 a web request, in h3 1 Node's. */
  readonly req: object;
  /** In h3 2 what the app has set for the answer. */
  readonly res?: object;
  /** Node's own, where the event comes from Node. */
  readonly node?: object | undefined;
}

/** A handler or middleware for h3 1 and 2. */
export type H3Handler = (event: H3EventLike) => Promise<unknown>;

/** h3 2 goes on to the next handler, and answers 404 after the last. */
const notMine = Symbol.for("h3.notFound");
/** h3 2 leaves the answer alone. */
const handled = Symbol.for("h3.handled");

/**
 * `app.use(toH3Handler(media))`, in h3 1 within `defineEventHandler`. It answers only the URLs it owns. On Node the answer
 * goes to Node's own response: h3 1 has no backpressure, and both would take it apart and put it together again.
 */
export function toH3Handler(media: Fetchable): H3Handler {
  return async ({ req, res, node }) => {
    const { req: incoming, res: outgoing } = (node ?? {}) as Partial<NodePair>;
    const isWeb = req !== incoming;
    if (!media.owns(incoming ? originalUrl(incoming) : (req as Request).url)) return isWeb ? notMine : undefined;
    if (!incoming || !outgoing) return media.fetch(req as Request);
    if (isWeb) for (const [name, value] of (res as Response).headers) outgoing.setHeader(name, value);
    await answerOnNode(media, incoming, outgoing);
    return isWeb ? handled : undefined; // h3 1 sees that an answer has gone out
  };
}
