/** A server with pictures on loopback, and one of ours that may take them from there. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { IntaglioOptions } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { onTestFinished } from "vitest";
import { createTestMedia, deliveryKey, publicKey, secretKey, type TestMedia } from "./media.ts";

const plain = (width: number, height: number, background: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
/** 40x20. */
export const red = await plain(40, 20, "red");
/** 30x30. */
export const square = await plain(30, 30, "blue");

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server outside, and what it was asked. */
export interface Outside {
  readonly url: string;
  /** With the port. */
  readonly host: string;
  readonly port: number;
  readonly asked: { readonly url: string; readonly headers: IncomingMessage["headers"] }[];
  /** By path and query; what is not there is answered 404. May be changed. */
  readonly replies: Record<string, Reply | Buffer>;
}

/** Starts a server, which ends with the test. */
export async function listenOutside(replies: Record<string, Reply | Buffer>): Promise<Outside> {
  const asked: Outside["asked"] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", headers: request.headers });
    const reply = replies[request.url ?? ""];
    if (typeof reply === "function") reply(request, response);
    else if (reply) response.end(reply);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, port, asked, replies };
}

/** Answers with a redirect. */
export const moved =
  (to: string): Reply =>
  (_, response) =>
    void response.writeHead(302, { location: to }).end();

/** Answers with a status alone. */
export const only =
  (status: number): Reply =>
  (_, response) =>
    void response.writeHead(status).end();

/** The dialect with the keys of tests. */
export const dialect = (more: Parameters<typeof uploadcare>[0] = {}) =>
  uploadcare({ publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey], ...more });

/** Starts a server of ours, which ends with the test. */
export async function start(options: Partial<IntaglioOptions<string>> = {}): Promise<TestMedia> {
  const inline = { renderer: "inline" } as const;
  const server = await createTestMedia({ dialects: [dialect()], delivery: "open", render: inline, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** Width and height of the picture that came, or the status. */
export async function sizeOf(response: Response): Promise<string> {
  if (response.status !== 200) return `${response.status}`;
  const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return `${width}x${height}`;
}
