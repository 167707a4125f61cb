/** The only bridge from Node's requests and responses. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fetchable } from "@intaglio/contract";
import { toNodeHandler as convert } from "srvx/node";

/** Answers a request on Node's own server. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** `http.createServer(toNodeHandler(media))`. URLs that are not the server's get its 404. */
export function toNodeHandler(media: Fetchable): NodeHandler {
  const handle = convert((request) => media.fetch(request)) as NodeHandler; // its type speaks of HTTP/2 as well
  return (request, response) => handle(request, response);
}
