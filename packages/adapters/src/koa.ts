import type { Context, Next } from "koa";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode } from "./bridge.ts";

/** Middleware for Koa 3. */
export type KoaHandler = (context: Context, next: Next) => Promise<void>;

/** `app.use(toKoaHandler(media))`. It answers only the URLs it owns. Register it before any body parser. */
export function toKoaHandler(media: Fetchable): KoaHandler {
  return async (context, next) => {
    if (!media.owns(context.originalUrl)) return next();
    context.respond = false; // the answer goes to Node's own response
    context.req.url = context.originalUrl;
    forgiveLeaving(context);
    await answerOnNode(media, context.req, context.res);
  };
}

/** Koa would report each client that leaves as an error of the app's. */
function forgiveLeaving(context: Context): void {
  const report = context.onerror;
  const onerror = (error: NodeJS.ErrnoException | null): void => {
    if (error?.code !== "ECONNRESET" && error?.code !== "EPIPE") report.call(context, error as Error);
  };
  Object.assign(context, { onerror });
}
