import type { Request, Response } from "express";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode } from "./bridge.ts";

/** Middleware for Express 4 and 5. */
export type ExpressHandler = (request: Request, response: Response, next: () => void) => void;

/** `app.use(toExpressHandler(media))`. It answers only the URLs it owns. Register it before any body parser. */
export function toExpressHandler(media: Fetchable): ExpressHandler {
  return (request, response, next) => {
    if (!media.owns(request.originalUrl)) return next();
    void answerOnNode(media, request, response);
  };
}
