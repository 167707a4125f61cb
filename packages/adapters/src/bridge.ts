/** The only bridge from Node's requests and responses. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { atOnce, partsOf, type Asked, type Fetchable, type ResponseParts } from "@intaglio/contract";
import { NodeRequest, sendNodeResponse } from "srvx/node";

/** Answers on Node's own response. It resolves when the answer is handed over, and never rejects. */
export async function answerOnNode(media: Fetchable, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    understandLists(res);
    req.url = originalUrl(req); // a mount point cuts the path, but signatures cover all of it
    const ready = res.headersSent ? undefined : media[atOnce]?.(asked(req));
    if (ready) return write(res, ready);
    const request = new NodeRequest({ req, res }) as Request; // its type speaks of HTTP/2 as well
    await send(res, await media.fetch(request));
  } catch {
    giveUp(res);
  }
}

/** The URL as the client wrote it. Frameworks that cut or rewrite `url` keep it there, as Connect began it. */
export function originalUrl(req: IncomingMessage & { readonly originalUrl?: string }): string {
  return req.originalUrl ?? req.url ?? "/";
}

async function send(res: ServerResponse, response: Response): Promise<void> {
  if (res.headersSent) return response.body?.cancel(); // the host app has answered meanwhile
  const parts = (response as { [partsOf]?: ResponseParts })[partsOf];
  if (parts) write(res, parts);
  else await sendNodeResponse(res, response);
}

function write(res: ServerResponse, { status, headers, body }: ResponseParts): void {
  res.writeHead(status, headers as string[]).end(body);
}

/** Node's request, as far as it is asked whether an answer is ready. */
function asked({ method = "", url = "/", headers }: IncomingMessage): Asked {
  return { method, url, header: (name) => (headers[name] as string | undefined) ?? null }; // only set-cookie is a list
}

/**
 * Makes a `writeHead` that some middleware put in place take headers as a list, names and values in turn, as Node's own
 * does. That of on-headers before 1.1 makes nonsense of them (CVE-2025-7339), and Next carries it for compression.
 */
function understandLists(res: ServerResponse): void {
  if (!Object.hasOwn(res, "writeHead")) return;
  const replaced = res.writeHead.bind(res) as (...args: unknown[]) => ServerResponse;
  res.writeHead = (...args: unknown[]) => {
    const list: unknown = args.at(-1);
    if (!Array.isArray(list)) return replaced(...args);
    for (let at = 0; at < list.length; at += 2) res.setHeader(String(list[at]), list[at + 1] as string);
    return replaced(...args.slice(0, -1));
  };
}

/** An answer that cannot be sent ends its own request: left alone, the error would end the process. */
function giveUp(res: ServerResponse): void {
  if (res.headersSent) res.destroy();
  else res.writeHead(500).end();
}
