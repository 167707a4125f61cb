/** The only bridge from Node's requests and responses. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { partsOf, type Fetchable, type ResponseParts } from "@intaglio/contract";
import { NodeRequest, sendNodeResponse } from "srvx/node";

/** Answers a request on Node's own server. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** `http.createServer(toNodeHandler(media))`. URLs that are not the server's get its 404. */
export function toNodeHandler(media: Fetchable): NodeHandler {
  return (req, res) => {
    const request = new NodeRequest({ req, res }) as Request; // its type speaks of HTTP/2 as well
    void media.fetch(request).then((response) => {
      const parts = (response as { [partsOf]?: ResponseParts })[partsOf];
      if (parts) res.writeHead(parts.status, parts.headers as string[]).end(parts.body);
      else void sendNodeResponse(res, response);
    });
  };
}
