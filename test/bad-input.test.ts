/** What hostile and careless people send. Each gets a clear answer; the server goes on. */
import { createServer, request, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { crc32, deflateSync } from "node:zlib";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { preview } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

let server: TestMedia;
let http: Server;
let port: number;
const photo = await makePhoto();

beforeAll(async () => {
  server = await createTestMedia({ limits: { uploadBytes: 2_000_000, uploadIdleSeconds: 1 } });
  http = createServer(toNodeHandler(server.media));
  await new Promise<void>((resolve) => void http.listen(0, "127.0.0.1", resolve));
  ({ port } = http.address() as AddressInfo);
});
afterAll(async () => {
  http.closeAllConnections();
  http.close();
  await server.close();
});

async function nothingLeft(): Promise<void> {
  const left = await readdir(join(server.folder, "files"), { recursive: true, withFileTypes: true });
  const { files } = await server.media.files.list({ limit: 1000 });
  const blobs = left.filter((entry) => entry.isFile());
  expect(blobs.map(({ name }) => name).toSorted()).toEqual(files.map(({ id }) => `${id}_`).toSorted());
}

function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.byteLength);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("files that are not what they should be", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  test.each([
    ["an empty file", Buffer.alloc(0), 400],
    ["text named .jpg", Buffer.from("just some text"), [400, 415]],
    ["an SVG", Buffer.from(svg), [400, 415]],
    ["a JPEG's first bytes", Buffer.from("ffd8ffe000104a464946", "hex"), [400, 422]],
    ["60,000 x 60,000 pixels in few bytes", pngOf(60_000, 60_000), [400, 422]],
    ["more bytes than allowed", Buffer.concat([photo, Buffer.alloc(2_000_000)]), [400, 413]],
  ])("%s is refused with a clear answer", async (_, bytes, statuses) => {
    const response = await server.post(bytes);
    const text = await response.text();
    expect([statuses].flat(), text).toContain(response.status);
    expect(text).not.toMatch(/vips|sharp|node_modules|\/tmp|at .*:\d+/i);
    expect(response.headers.get("cache-control")).toBe("no-store");
    await nothingLeft();
  });

  test("the same errors come as JSON with status 200 for clients that ask for it", async () => {
    const response = await server.post(Buffer.from("text"), { query: "?jsonerrors=1" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ error: { error_code: "FileTypeForbiddenError" } });
  });

  test("a second file in the request is kept as well, up to the limit", async () => {
    const form = new FormData();
    form.set("UPLOADCARE_PUB_KEY", publicKey);
    for (const name of ["a", "b"]) form.append(name, new File([photo as never], `${name}.jpg`));
    const response = await server.media.fetch(new Request("http://h/base/", { method: "POST", body: form }));
    expect(Object.keys((await response.json()) as object)).toEqual(["a", "b"]);
    for (let extra = 0; extra < 30; extra += 1) form.append("more", new File([photo as never], "c.jpg"));
    const refused = await server.media.fetch(new Request("http://h/base/", { method: "POST", body: form }));
    expect([400, 413]).toContain(refused.status);
    await nothingLeft();
  });
});

describe("addresses", () => {
  test("with ten thousand operations, dots, encoded slashes and worse never reach anything", async () => {
    const id = await server.upload(photo);
    const nasty = [
      `/${id}${"/-/flip".repeat(10_000)}/`,
      `/${id}${"/-/flip".repeat(30)}/`,
      `/${id}/..%2f..%2f..%2fetc/passwd`,
      `/..%2f${id}/`,
      `/${id}..%2f/`,
      `/${id}/%2e%2e/`,
      `/${id}/-/..%2f/`,
      `/${id}/-/preview/..%2f..%2f/`,
      `/${id}/-/preview/100x100/..%2fa.jpg`,
      `/${id}/%00`,
      `/${id}/-/preview/%ff/`,
      `/${id}/-/resize/99999x99999/`,
      `/${id}/-/resize/-1x/`,
      `/${id}/-/resize/1e3x/`,
      `/${id}/-/__proto__/`,
      `/${id}/-/constructor/1/`,
    ];
    for (const path of nasty) {
      const response = await server.get(path);
      expect(response.status, path.slice(0, 80)).toBeGreaterThanOrEqual(400);
      expect(response.status, path.slice(0, 80)).toBeLessThan(500);
      expect(await response.text()).not.toMatch(/at .*:\d+|node_modules/);
    }
    expect((await server.get(server.media.url(id, [preview(9, 9)]))).status).toBe(200);
  });

  test("other methods are refused, and overriding headers ignored", async () => {
    const id = await server.upload(photo);
    for (const method of ["DELETE", "PUT", "POST", "PATCH"]) {
      const response = await server.get(`/${id}/`, { "x-http-method-override": "GET" }, method);
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    }
    const preflight = await server.get(
      "/base/",
      { origin: "https://app.example", "access-control-request-method": "POST" },
      "OPTIONS",
    );
    expect([200, 204]).toContain(preflight.status);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
  });
});

describe("clients that break off or crawl", () => {
  const head = (length: number) =>
    `POST /base/ HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n` +
    `--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`;

  test("a body cut off in the middle leaves nothing", async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(head(1_000_000));
      socket.write(photo.subarray(0, 5000));
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    await nothingLeft();
  });

  test("a hundred slow uploads at once do not keep a good one waiting, and are given up", async () => {
    const sockets = Array.from({ length: 100 }, () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(head(1_000_000));
      return socket;
    });
    const answers = sockets.map(
      (socket) =>
        new Promise<string>((resolve) => {
          let text = "";
          socket.on("data", (chunk: Buffer) => (text += chunk.toString())).on("close", () => resolve(text));
        }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const form = new FormData();
    form.set("file", new File([photo as never], "good.jpg"));
    form.set("UPLOADCARE_PUB_KEY", publicKey);
    const start = performance.now();
    const good = await fetch(`http://127.0.0.1:${port}/base/`, { method: "POST", body: form });
    expect(good.status).toBe(200);
    expect(performance.now() - start).toBeLessThan(5000);
    for (const text of await Promise.all(answers)) expect(text).toMatch(/^HTTP\/1\.1 408 /);
    await nothingLeft();
  });

  test("a body parser that was there first is named as the cause", async () => {
    const sent = new Promise<number>((resolve, reject) => {
      const eager = createServer((incoming, response) => {
        incoming.on("data", () => {}).on("end", () => toNodeHandler(server.media)(incoming, response));
      });
      eager.listen(0, "127.0.0.1", () => {
        const sending = request({
          port: (eager.address() as AddressInfo).port,
          method: "POST",
          path: "/base/",
          headers: { "content-type": "multipart/form-data; boundary=b" },
        });
        sending.on("error", reject).on("response", (response) => {
          eager.closeAllConnections();
          eager.close();
          resolve(response.statusCode ?? 0);
        });
        sending.end("--b--\r\n");
      });
    });
    expect(await sent).toBe(500);
    expect(server.log.some(({ fields }) => /before body parsers/.test(String(fields["reason"])))).toBe(true);
  });
});
