/** What a server does over time: uploads, clients that are slow or leave. Each throws when it does not. */
import { createHash, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { expect } from "vitest";
import sharp from "sharp";
import { json, multipart, send, type Question } from "./exchange.ts";
import { signed, type Place } from "./place.ts";

const key = ["UPLOADCARE_PUB_KEY", "demopublickey"] as const;
const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** By name. */
export const behaviours: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  async "an upload comes back as it was"(at) {
    const answer = await send(at.origin, upload(at, [key, ["file", at.photo.bytes, "photo.jpg"]]));
    expect(answer.status, answer.body.toString()).toBe(200);
    const back = await send(at.origin, { path: signed(at, `/${String(json(answer)["file"])}/`) });
    expect([back.status, sha(back.body)]).toEqual([200, sha(at.photo.bytes)]);
  },

  async "the file may come before the key, and several at once"(at) {
    const parts = [["one", at.photo.bytes, "1.jpg"], ["two", at.photo.bytes, "2.jpg"], key] as const;
    const answer = await send(at.origin, upload(at, parts));
    expect([answer.status, Object.keys(json(answer)).toSorted()]).toEqual([200, ["one", "two"]]);
  },

  async "a name keeps its letters"(at) {
    const answer = await send(at.origin, upload(at, [key, ["file", at.photo.bytes, "Füße 猫.jpg"]]));
    const { file } = json(answer);
    const info = await send(at.origin, { path: `${at.base}/info/?file_id=${String(file)}&pub_key=demopublickey` });
    expect(json(info)).toMatchObject({ original_filename: "Füße 猫.jpg" });
  },

  async "an upload that states no length"(at) {
    const { headers, body } = multipart([key, ["file", at.photo.bytes, "photo.jpg"]]);
    const { "content-length": _length, ...rest } = headers;
    const question = { ...upload(at, []), headers: { ...rest, "transfer-encoding": "chunked" }, body };
    expect((await send(at.origin, question)).status).toBe(200);
  },

  async "a client that waits to be told to go on"(at) {
    const question = upload(at, [key, ["file", at.photo.bytes, "photo.jpg"]]);
    const headers = { ...question.headers, expect: "100-continue" };
    expect((await send(at.origin, { ...question, headers })).status).toBe(200);
  },

  async "an upload in a hundred small pieces"(at) {
    const { headers, body } = multipart([key, ["file", at.photo.bytes, "photo.jpg"]]);
    const socket = await open(at, "POST", `${at.base}/base/`, headers);
    const step = Math.ceil(body.length / 100);
    for (let start = 0; start < body.length; start += step) {
      socket.write(body.subarray(start, start + step));
      await pause(5);
    }
    expect(await untilEnd(socket)).toMatch(/^HTTP\/1\.1 200 /);
  },

  async "an upload that breaks off harms nobody"(at) {
    const { headers, body } = multipart([key, ["file", at.large.bytes, "broken.jpg"]]);
    const socket = await open(at, "POST", `${at.base}/base/`, headers);
    socket.write(body.subarray(0, body.length / 2));
    await pause(50);
    socket.destroy();
    await pause(50);
    expect((await send(at.origin, { path: signed(at, `/${at.photo.id}/`) })).status).toBe(200);
  },

  async "a body that is refused early does not hold the connection"(at) {
    const { headers, body } = multipart([
      ["UPLOADCARE_PUB_KEY", "wrong"],
      ["file", at.large.bytes, "a.jpg"],
    ]);
    const answer = await send(at.origin, { method: "POST", path: `${at.base}/base/`, headers, body });
    expect(answer.status).toBe(403);
  },

  async "a rendition has the size that was asked for"(at) {
    const path = `/${at.photo.id}/-/scale_crop/123x77/center/-/format/png/`;
    const { body } = await send(at.origin, { path: signed(at, path) });
    expect(await sharp(body).metadata()).toMatchObject({ width: 123, height: 77, format: "png" });
  },

  async "many at once for one new picture get the same bytes"(at) {
    const path = signed(at, `/${at.photo.id}/-/preview/${100 + (randomBytes(1)[0] ?? 0)}x300/`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(at.origin, { path })));
    expect(new Set(answers.map(({ status, body }) => `${status} ${sha(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
  },

  async "unchanged, by its own tag, without a body"(at) {
    const path = signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/`);
    const { headers } = await send(at.origin, { path });
    const again = await send(at.origin, { path, headers: { "if-none-match": headers["etag"] ?? "" } });
    expect([again.status, again.body.length, again.headers["content-length"]]).toEqual([304, 0, undefined]);
  },

  async "a target in absolute form"(at) {
    const socket = connect(Number(new URL(at.origin).port), "127.0.0.1");
    const target = `http://elsewhere.example${signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/`)}`;
    socket.write(`GET ${target} HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n`);
    expect(await untilEnd(socket)).toMatch(/^HTTP\/1\.1 200 /);
  },

  async "dot segments lead nowhere"(at) {
    const path = signed(at, `/${at.photo.id}/`);
    for (const dots of ["/x/..", "/x/%2e%2e", "/.", "/%2e"]) {
      const { status, body } = await send(at.origin, { path: path.replace(at.base, `${at.base}${dots}`) });
      expect(body.equals(at.photo.bytes), `${dots}: ${status}`).toBe(false);
    }
  },

  async "doubled slashes are no other address"(at) {
    const path = signed(at, `/${at.photo.id}/`);
    for (const edited of [
      `/${path}`,
      path.replace(`/${at.photo.id}/`, `//${at.photo.id}/`),
      path.replace("/?", "//?"),
    ]) {
      const { body } = await send(at.origin, { path: edited });
      expect(body.equals(at.photo.bytes), edited).toBe(false);
    }
  },

  async "two requests at once on one connection"(at) {
    const socket = connect(Number(new URL(at.origin).port), "127.0.0.1");
    const path = signed(at, `/${at.photo.id}/-/preview/200x200/-/format/webp/`);
    const one = `GET ${path} HTTP/1.1\r\nHost: h\r\n`;
    socket.write(`${one}\r\n${one}Connection: close\r\n\r\n`);
    expect((await untilEnd(socket, 2)).match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
  },

  async "a client that reads slowly gets all of it"(at) {
    const socket = await open(at, "GET", signed(at, `/${at.large.id}/`), { connection: "close" });
    let bytes = 0;
    const hash = createHash("sha256");
    let head = true;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      const start = head ? chunk.indexOf("\r\n\r\n") + 4 : 0;
      head = false;
      hash.update(chunk.subarray(start));
      bytes += chunk.length - start;
      if (bytes % 7 === 0) await pause(5);
    }
    expect([bytes, hash.digest("hex")]).toEqual([at.large.bytes.length, sha(at.large.bytes)]);
  },

  async "clients that leave in mid-download harm nobody"(at) {
    for (let time = 0; time < 20; time += 1) {
      const socket = await open(at, "GET", signed(at, `/${at.large.id}/`), {});
      await new Promise((resolve) => socket.once("data", resolve));
      socket.destroy();
    }
    expect((await send(at.origin, { path: signed(at, `/${at.photo.id}/`) })).status).toBe(200);
  },

  async "what is not ours is the app's"(at) {
    const { status, body } = await send(at.origin, { path: "/" });
    expect([status, body.toString()]).toEqual([200, expect.stringMatching(/Hello from /)]);
  },
};

function upload({ base }: Place, parts: Parameters<typeof multipart>[0]): Question {
  return { method: "POST", path: `${base}/base/`, ...multipart(parts) };
}

async function open(
  { origin }: Place,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Socket> {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: h\r\n${lines.join("")}\r\n`);
  return socket;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** All that comes until so many answers are whole, as Latin-1 text. */
async function untilEnd(socket: Socket, answers = 1): Promise<string> {
  let text = "";
  let [left, start] = [answers, 0];
  socket.setEncoding("latin1");
  for await (const chunk of socket as unknown as AsyncIterable<string>) {
    text += chunk;
    for (;;) {
      const head = text.indexOf("\r\n\r\n", start);
      const length = /content-length: (\d+)/i.exec(text.slice(start, head))?.[1];
      if (head < 0 || length === undefined || text.length < head + 4 + Number(length)) break;
      start = head + 4 + Number(length);
      left -= 1;
    }
    if (left === 0) break;
  }
  return text;
}
