/** Upload tickets: one upload each, whatever is tried, and a failed one gives it back. */
import type { UploadOptions } from "intaglio";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

const photo = await makePhoto();
let now = Date.UTC(2026, 5, 1);
let server: TestMedia;
beforeAll(async () => {
  server = await createTestMedia({ uploads: "signed", clock: () => now });
});
afterAll(() => server.close());

type Ticket = ReturnType<TestMedia["media"]["signUpload"]>;
const issue = (options: UploadOptions = {}): Ticket => server.media.signUpload(options);

function use(ticket: Ticket, file: Uint8Array = photo, headers = ticket.headers): Promise<Response> {
  return server.post(file, { headers });
}

async function count(): Promise<number> {
  return (await server.media.files.list()).files.length;
}

test("of twenty parallel uploads with one ticket, one wins", async () => {
  const ticket = issue();
  const before = await count();
  const answers = await Promise.all(Array.from({ length: 20 }, () => use(ticket)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 403)).toHaveLength(19);
  expect(await count()).toBe(before + 1);
  expect((await use(ticket)).status, "it is spent for good").toBe(403);
});

test("an upload that fails gives the ticket back", async () => {
  const ticket = issue({ maxBytes: photo.byteLength, types: ["image/jpeg"] });
  const before = await count();
  const failing = [
    Buffer.concat([photo, Buffer.alloc(1)]),
    photo.subarray(0, 20),
    Buffer.from("GIF89a"),
    Buffer.alloc(0),
  ];
  for (const file of failing) expect((await use(ticket, file)).status).toBe(400);
  const two = new FormData();
  for (const name of ["a", "b"]) two.append(name, new File([photo as never], "a.jpg"));
  two.set("UPLOADCARE_PUB_KEY", publicKey);
  const pair = await server.media.fetch(
    new Request("http://h/base/", { method: "POST", body: two, headers: ticket.headers }),
  );
  expect(pair.status, "two files at once are one too many").toBe(403);
  for (const method of ["GET", "HEAD", "OPTIONS"]) await server.get("/base/", ticket.headers, method);
  expect(await count()).toBe(before);
  expect((await use(ticket)).status).toBe(200);
});

test("a ticket ends at its second, and nobody can make or change one", async () => {
  const ticket = issue({ expiresIn: 60, maxBytes: 5 });
  const [name = "", token = ""] = Object.entries(ticket.headers)[0] ?? [];
  const [head, payload = "", signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const widened = Buffer.from(JSON.stringify({ ...claims, intaglio: {} })).toString("base64url");
  for (const forged of [
    `${head}.${widened}.${signature}`,
    `${head}.${payload}.`,
    `${token}x`,
    `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`,
  ])
    expect((await use(ticket, photo, { [name]: forged })).status, forged).toBeGreaterThanOrEqual(400);
  expect((await server.post(photo)).status, "without a ticket").toBe(400);
  const other = issue({ expiresIn: 60 });
  now += 60_000;
  expect((await use(other)).status).toBe(401);
});
