import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fetchable } from "@intaglio/contract";
import { answerOnNode } from "./bridge.ts";

/** Answers a request on Node's own server. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** `http.createServer(toNodeHandler(media))`. URLs that are not the server's get its 404. */
export function toNodeHandler(media: Fetchable): NodeHandler {
  return (request, response) => void answerOnNode(media, request, response);
}
