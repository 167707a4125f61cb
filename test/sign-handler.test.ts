/** What browsers may have signed, by whom it is asked, and how forms' files are stored. */
import { v2 as cloudinary } from "cloudinary";
import { storeUpload, toSignHandler, type SignHandlerOptions } from "intaglio/next";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";

let kit: TestMedia;

beforeAll(async () => {
  kit = await createTestMedia({ uploads: "signed" });
});
afterAll(() => kit.close());

const json = { "content-type": "application/json" };

function ask(body: unknown, options: SignHandlerOptions = {}, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request("http://localhost/sign", {
    method: "POST",
    headers: { ...json, ...headers },
    body: text,
  });
  return toSignHandler(() => kit.media, options)(request);
}

const yes = { authorize: () => true };
const apiSecret = "a secret of Cloudinary's";

describe("signing for browsers", () => {
  test("is refused without a function that allows it, and by anything but a plain yes", async () => {
    expect((await ask({ upload: true })).status).toBe(403);
    for (const verdict of [false, undefined, 1, "yes", {}])
      expect((await ask({ upload: true }, { authorize: () => verdict as boolean })).status).toBe(403);
    await expect(ask({ upload: true }, { authorize: () => Promise.reject(new Error("no store")) })).rejects.toThrow();
  });

  test("gives a ticket for one upload, within its limits", async () => {
    const photo = await makePhoto(200, 100);
    const send = async (maxBytes: number): Promise<number> => {
      const answer = await ask({ upload: true }, { ...yes, upload: { maxBytes } });
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
      const { url, headers, fields } = (await answer.json()) as { url: string; headers: {}; fields: {} };
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
      form.set("file", new File([new Uint8Array(photo)], "a.jpg"));
      return (await kit.media.fetch(new Request(`http://h${url}`, { method: "POST", headers, body: form }))).status;
    };
    expect(await send(1_000_000)).toBe(200);
    expect(await send(100)).toBeGreaterThanOrEqual(400);
  });

  test("gives a picture's address its token, and tells the function which address it is", async () => {
    const id = await storeUpload(kit.media, new File([new Uint8Array(await makePhoto(200, 100))], "a.jpg"));
    const wishes: unknown[] = [];
    const authorize = (_request: Request, wish: unknown) => wishes.push(wish) > 0;
    const answer = await ask({ url: `/${id}/-/preview/50x50/` }, { authorize });
    const { url } = (await answer.json()) as { url: string };
    expect((await kit.get(url)).status).toBe(200);
    expect(wishes).toEqual([{ kind: "url", url: `/${id}/-/preview/50x50/` }]);
    expect((await ask({ url: "/elsewhere" }, yes)).status).toBe(400);
  });

  test("signs parameters as Cloudinary's own SDK does", async () => {
    const parameters = { timestamp: 1_700_000_000, folder: "cats", tags: "a,b" };
    const options = { ...yes, cloudinary: { apiSecret, allow: ["folder", "tags"] } };
    const { signature } = (await (await ask({ paramsToSign: parameters }, options)).json()) as { signature: string };
    expect(signature).toBe(cloudinary.utils.api_sign_request(parameters, apiSecret));
  });

  test.each([
    ["a parameter that is not allowed", { timestamp: 1, public_id: "x" }],
    ["a value that could pass for another parameter", { timestamp: 1, folder: "a&public_id=x" }],
    ["a value that is no text", { timestamp: 1, folder: { a: 1 } }],
    ["no time", { folder: "a" }],
  ])("signs no parameters with %s", async (_what, paramsToSign) => {
    const options = { ...yes, cloudinary: { apiSecret, allow: ["folder"] } };
    const answer = await ask({ paramsToSign }, options);
    expect([answer.status, await answer.text()]).toEqual([400, expect.not.stringContaining(apiSecret)]);
    expect((await ask({ paramsToSign }, yes)).status).toBe(400);
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    "{}",
    '{"upload":1}',
    '{"upload":true,"url":"/x"}',
    `{"url":"${"x".repeat(70_000)}"}`,
  ])("what is no wish is told: %.20s", async (body) => {
    expect((await ask(body, yes)).status).toBe(400);
  });

  test("is refused to other sites' pages, to forms, and by other methods", async () => {
    expect((await ask({ upload: true }, yes, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await ask({ upload: true }, yes, { "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await ask({ upload: true }, yes, { origin: "https://evil.example", host: "shop.example" })).status).toBe(
      403,
    );
    expect((await ask({ upload: true }, yes, { origin: "null", host: "shop.example" })).status).toBe(403);
    expect((await ask({ upload: true }, yes, { origin: "https://shop.example", host: "shop.example" })).status).toBe(
      200,
    );
    expect((await ask({ upload: true }, yes, { "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await ask({ upload: true }, yes, { "content-type": "text/plain" })).status).toBe(415);
    const got = await toSignHandler(kit.media, yes)(new Request("http://localhost/sign"));
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("a form's file", () => {
  test("is stored as any upload is", async () => {
    const photo = new Uint8Array(await makePhoto(200, 100));
    const id = await storeUpload(() => kit.media, new File([photo], "Füße.jpg"), { types: ["image/*"] });
    expect(await kit.media.files.find(id)).toMatchObject({ name: "Füße.jpg", bytes: photo.byteLength });
  });

  test("that is none, or not taken, is refused with the reason", async () => {
    await expect(storeUpload(kit.media, null)).rejects.toThrow("the form has no file");
    await expect(storeUpload(kit.media, "text")).rejects.toThrow("the form has no file");
    await expect(storeUpload(kit.media, new File([], "a.jpg"))).rejects.toThrow("the upload was refused");
    await expect(storeUpload(kit.media, new File(["words"], "a.jpg"))).rejects.toThrow("the upload was refused");
  });
});
