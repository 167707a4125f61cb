/** A server on a socket that knows its own address. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { IntaglioOptions } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { createTestMedia, type TestMedia } from "./media.ts";

/** A listening server. */
export interface ListeningMedia extends TestMedia {
  readonly url: string;
}

/** Starts one on a free port. */
export async function startMedia(options: Partial<IntaglioOptions<string>> = {}): Promise<ListeningMedia> {
  const { server, url } = await listen();
  const media = await createTestMedia({ publicUrl: url, ...options });
  server.on("request", toNodeHandler(media.media));
  return {
    ...media,
    url,
    async close() {
      await closeServer(server);
      await media.close();
    },
  };
}

/** A plain server for what is outside. */
export async function startOutside(answer: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const { server, url } = await listen();
  server.on("request", answer);
  return { url, close: () => closeServer(server) };
}

async function listen(): Promise<{ server: Server; url: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
}
