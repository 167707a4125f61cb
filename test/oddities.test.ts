/** Odd HTTP over real sockets, through Express and on plain Node: one answer each, and nobody learns or gets more than was granted. */
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import express from "express";
import { format, preview } from "intaglio";
import { toExpressHandler } from "intaglio/express";
import { toNodeHandler } from "intaglio/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

const basePath = "/media";
const handlers = {
  "an Express mount": (media: TestMedia["media"]) => express().use(basePath, toExpressHandler(media)),
  "an Express app": (media: TestMedia["media"]) => express().use(toExpressHandler(media)),
  "plain Node": (media: TestMedia["media"]) => toNodeHandler(media),
};
const photo = await makePhoto();
let server: TestMedia;
let id: string;
let html: string;

async function uploadTo(bytes: Uint8Array, name: string, type: string): Promise<string> {
  const form = new FormData();
  form.set("UPLOADCARE_PUB_KEY", publicKey);
  form.set("file", new File([bytes as never], name, { type }));
  const response = await server.media.fetch(new Request(`http://h${basePath}/base/`, { method: "POST", body: form }));
  return ((await response.json()) as { file: string }).file;
}

beforeAll(async () => {
  server = await createTestMedia({ basePath, limits: { uploadTypes: ["*"] } });
  id = await uploadTo(photo, "photo.jpg", "image/jpeg");
  html = await uploadTo(Buffer.from("<html><script>alert(1)</script>"), 'x"\r\nX-Evil: 1;猫.html', "text/html");
});
afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends these very bytes and reads until the server hangs up. */
function send(port: number, text: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let got = "";
    socket.on("data", (chunk: Buffer) => (got += chunk.toString("latin1"))).on("error", reject);
    socket.on("close", () => {
      const [head = "", ...body] = got.split("\r\n\r\n");
      resolve({
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
        head: head.toLowerCase(),
        body: body.join("\r\n\r\n"),
      });
    });
    socket.write(Buffer.from(text, "latin1"));
  });
}

const ask = (target: string, { method = "GET", headers = "" } = {}): string =>
  `${method} ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${headers}\r\n`;

describe.each(Object.entries(handlers))("%s", (_, handler) => {
  let http: Server;
  let port: number;
  let url: string;
  let path: string;
  let token: string;

  beforeAll(async () => {
    http = createServer(handler(server.media) as never);
    await new Promise<void>((resolve) => void http.listen(0, "127.0.0.1", resolve));
    ({ port } = http.address() as AddressInfo);
    url = server.media.url(id, [preview(50, 50), format("png")]);
    [path = "", token = ""] = url.split("?");
  });
  afterAll(() => {
    http.closeAllConnections();
    http.close();
  });

  test("absolute targets, two hosts and odd hosts change nothing", async () => {
    const plain = await send(port, ask(url));
    expect(plain.status).toBe(200);
    const requests = [
      ask(`http://other.example${url}`),
      ask(`https://user:secret@other.example:1${url}`),
      ask(url, {
        headers:
          "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Original-URL: /\r\nX-HTTP-Method-Override: DELETE\r\n",
      }),
      `GET ${url} HTTP/1.1\r\nHost: a b<>/../?x\r\nConnection: close\r\n\r\n`,
      `GET ${url} HTTP/1.0\r\n\r\n`,
    ];
    for (const text of requests) {
      const { status, head, body } = await send(port, text);
      expect([status, body === plain.body], text.slice(0, 60)).toEqual([200, true]);
      expect(head).not.toContain("evil");
    }
  });

  test("no other spelling of a target is granted anything", async () => {
    const rest = path.slice(basePath.length);
    const spellings = [
      `/${path}`,
      `${basePath}/${rest}`,
      `${basePath}/.${rest}`,
      `${basePath}/x/..${rest}`,
      `/x/..${path}`,
      `/x/%2e%2e${path}`,
      `${basePath}/%2e${rest}`,
      `/%6dedia${rest}`,
      `/MEDIA${rest}`,
      `/mediax${rest}`,
      `${basePath}${path}`,
      `${basePath}%2f${rest.slice(1)}`,
      rest,
      `${basePath}\\${rest.slice(1)}`,
      path.replace("/-/", "/%2d/"),
      path.replace("50x50", "50x5%30"),
      path.toUpperCase(),
      `${path}/`,
      path.slice(0, -1),
    ];
    for (const spelling of spellings)
      for (const target of [`${spelling}?${token}`, `http://other.example${spelling}?${token}`]) {
        const { status, body } = await send(port, ask(target));
        expect([400, 403, 404], target).toContain(status);
        expect(body.startsWith("\x89PNG"), target).toBe(false);
      }
  });

  test("HEAD, ranges, conditions and OPTIONS tell nothing without a token", async () => {
    const missing = path.replace(id, "6f6e6c79-2074-4573-a420-64617461aa01");
    const shape = async (text: string): Promise<unknown> => {
      const { status, head, body } = await send(port, text);
      return { status, head: head.replace(/x-request-id: .*|date: .*/g, ""), body };
    };
    for (const method of ["GET", "HEAD", "OPTIONS"])
      for (const headers of [
        "",
        "Range: bytes=0-0\r\n",
        "If-None-Match: *\r\n",
        "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
        "Origin: http://evil.example\r\n",
      ]) {
        const there = await shape(ask(path, { method, headers }));
        expect(there, `${method} ${headers}`).toEqual(await shape(ask(missing, { method, headers })));
        expect(there).toMatchObject({ status: method === "OPTIONS" ? 204 : 403 });
        expect(JSON.stringify(there)).not.toMatch(/evil|etag|content-range|last-modified|credentials/);
      }
  });

  test("what no file may be shown as is a download, and its name stays in its header", async () => {
    const { head } = await send(port, ask(server.media.url(html)));
    expect(head).toContain("content-type: application/octet-stream\r\n");
    expect(head).toMatch(/content-disposition: attachment; filename="[\w .()-]*"; filename\*=utf-8''[\w.%-]*\r\n/);
    expect(head).toContain("x-content-type-options: nosniff\r\n");
    expect(head).toContain("content-security-policy: default-src 'none'; sandbox\r\n");
    expect(head).not.toMatch(/\r\nx-evil/);
  });

  test("bad requests are refused with a few words, and the server goes on", async () => {
    const requests: [string, number][] = [
      [ask(`${basePath}/${id}/%zz`), 400],
      [ask(`${basePath}/${id}/${"a".repeat(5000)}`), 414],
      [ask(`${url}&token=x`), 400],
      [ask(`${path}?token=`), 403],
      [ask(url, { method: "TRACE" }), 405],
      [ask(url, { method: "PROPFIND" }), 405],
      [ask(`${basePath}/base/`, { method: "POST", headers: "Content-Length: 0\r\nContent-Type: text/plain\r\n" }), 400],
      [ask(`${basePath}/base/`, { method: "POST", headers: "Content-Length: 5\r\nContent-Encoding: gzip\r\n" }), 400],
      [
        ask(`${basePath}/base/`, { method: "POST", headers: "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" }),
        400,
      ],
      [
        ask(`${basePath}/base/`, {
          method: "POST",
          headers: "Content-Length: 99999999999\r\nContent-Type: multipart/form-data; boundary=b\r\n",
        }),
        413,
      ],
      [ask(`${basePath}/base/`, { method: "POST", headers: "Content-Length: 0\r\n" }), 400],
      [ask(`${basePath}/info/?pub_key=${publicKey}&file_id=%00`), 400],
    ];
    for (const [text, status] of requests) {
      const answer = await send(port, text);
      expect(answer.status, text.slice(0, 80)).toBe(status);
      expect(answer.body).not.toMatch(/node_modules|at .*:\d+|\/tmp|Error:/);
    }
    expect((await send(port, ask(url))).status).toBe(200);
  });
});
