import type { FastifyReply, FastifyRequest } from "fastify";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode } from "./bridge.ts";

/** An `onRequest` hook for Fastify 5. */
export type FastifyHook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;

/**
 * `app.addHook("onRequest", toFastifyHook(media))`. It answers only the URLs it owns. As a hook, it comes before Fastify
 * looks for a route or reads a body.
 */
export function toFastifyHook(media: Fetchable): FastifyHook {
  return (request, reply, done) => {
    if (!media.owns(request.originalUrl)) return done();
    reply.hijack();
    request.raw.url = request.originalUrl; // `rewriteUrl` may have changed it
    void answerOnNode(media, request.raw, reply.raw);
  };
}
