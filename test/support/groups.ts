/** Groups for tests: made as clients make them, and looked at. */
import type { IntaglioOptions } from "intaglio";
import sharp from "sharp";
import { createTestMedia, publicKey, secretKey, type TestMedia } from "./media.ts";

/** What an answer tells of a group. */
export interface GroupBody {
  readonly id: string;
  readonly files_count: number;
  readonly files: readonly ({ readonly uuid: string; readonly default_effects: string } | null)[];
}

/** A red PNG of 60 x 40 pixels. */
export async function makeRed(): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: "#c00" } })
    .png()
    .toBuffer();
}

/** The headers of a REST request. */
export function restHeaders(key = publicKey, secret = secretKey): Record<string, string> {
  return {
    accept: "application/vnd.uploadcare-v0.7+json",
    authorization: `Uploadcare.Simple ${key}:${secret}`,
  };
}

/** Asks for a new group. */
export async function postGroup(
  server: TestMedia,
  entries: readonly string[],
  key = publicKey,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body = new URLSearchParams([["pub_key", key], ...entries.map((entry, at) => [`files[${at}]`, entry])]);
  return server.media.fetch(new Request("http://media.test/group/", { method: "POST", body, headers }));
}

/** Makes a group. */
export async function makeGroup(server: TestMedia, entries: readonly string[], key = publicKey): Promise<GroupBody> {
  const answer = await postGroup(server, entries, key);
  if (answer.status !== 200) throw new Error(`group: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as GroupBody;
}

/** The size and format of the picture at a path, or the answer's status. */
export async function lookAt(server: TestMedia, path: string): Promise<string> {
  const answer = await server.get(path);
  if (answer.status !== 200) return `${answer.status}`;
  const { width, height, format } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return `${width}x${height} ${format}`;
}

/** A server for the time of some work. */
export async function withServer(
  options: Partial<IntaglioOptions<string>>,
  work: (server: TestMedia) => Promise<void>,
): Promise<void> {
  const server = await createTestMedia(options);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}
