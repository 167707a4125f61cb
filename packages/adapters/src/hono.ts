import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, Next } from "hono";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode, originalUrl } from "./bridge.ts";

/** Middleware for Hono 4. */
export type HonoHandler = (context: Context, next: Next) => Promise<Response | void>;

/** Where `@hono/node-server` keeps Node's own request and response. */
interface NodeBindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
}

/** `app.use(toHonoHandler(media))`. It answers only the URLs it owns. Register it before whatever reads bodies. */
export function toHonoHandler(media: Fetchable): HonoHandler {
  return async (context, next) => {
    const { incoming, outgoing } = (context.env ?? {}) as NodeBindings;
    if (!media.owns(incoming ? originalUrl(incoming) : context.req.raw.url)) return next();
    if (!incoming || !outgoing) return media.fetch(context.req.raw);
    for (const [name, value] of context.res.headers) outgoing.setHeader(name, value); // what the app has set so far
    await answerOnNode(media, incoming, outgoing);
    return alreadySent();
  };
}

/**
 * Tells `@hono/node-server` that the answer has gone out. It puts a light class of its own in the place of `Response`, and
 * sends such without a look at their headers, unless somebody asked them for more than their parts.
 */
function alreadySent(): Response {
  const response = new Response(null, { headers: { "x-hono-already-sent": "true" } });
  void response.bodyUsed;
  return response;
}
