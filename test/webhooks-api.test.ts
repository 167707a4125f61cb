/** Webhooks are made, changed and removed through the REST API, and lead only where they may. */
import { join } from "node:path";
import { sqlRecords } from "intaglio";
import { describe, expect, test } from "vitest";
import { open, publicUrl, receiver, settled, subscribe, time } from "./support/hooked.ts";
import { makePhoto } from "./support/media.ts";
import { newFolder } from "./support/places.ts";
import { askRest } from "./support/rest.ts";

const photo = await makePhoto(40, 30);

describe("the addresses of the API", () => {
  test("make, list, change and remove webhooks", async () => {
    const { media } = await open([]);
    const ask = (method: string, path: string, body?: unknown) => askRest(media, method, path, body);
    expect(await ask("GET", "/webhooks/")).toEqual({ status: 200, body: [] });
    const first = { event: "file.uploaded", target_url: "https://example.com/hook" };
    const hook = {
      id: 1,
      created: time,
      updated: time,
      ...first,
      project: expect.any(Number) as number,
      is_active: true,
      version: "0.7",
      signing_secret: null,
    };
    const made = await ask("POST", "/webhooks/", first);
    expect(made).toEqual({ status: 201, body: hook });
    expect(Object.keys(made.body as object)).toEqual(Object.keys(hook));
    expect(await ask("POST", "/webhooks/", first)).toMatchObject({ status: 400 });
    const form = new URLSearchParams({ ...first, event: "file.stored", is_active: "false", signing_secret: "s" });
    const second = await ask("POST", "/webhooks/", form);
    expect(second).toMatchObject({ status: 201, body: { is_active: false, signing_secret: "s" } });
    const { id } = second.body as { id: number };
    expect(await ask("PUT", `/webhooks/${id}/`, { event: "file.uploaded" }), "taken").toMatchObject({ status: 400 });
    const change = { target_url: "https://example.com/other", is_active: "true", signing_secret: "" };
    const changed = await ask("PUT", `/webhooks/${id}/`, change);
    expect(changed.body).toMatchObject({ ...change, is_active: true, signing_secret: null, event: "file.stored" });
    expect(await ask("GET", "/webhooks/")).toEqual({ status: 200, body: [hook, changed.body] });
    for (const unknown of ["7", "x", "0", "1.5", "99999999999999999999"])
      expect(await ask("PUT", `/webhooks/${unknown}/`, {})).toEqual({ status: 404, body: { detail: "Not found." } });
    for (const nothing of [undefined, {}, { target_url: "" }])
      expect(await ask("DELETE", "/webhooks/unsubscribe/", nothing)).toEqual({
        status: 400,
        body: { detail: "`target_url` is missing." },
      });
    const unsubscribe = () => ask("DELETE", "/webhooks/unsubscribe/", { target_url: first.target_url });
    expect(await unsubscribe()).toEqual({ status: 204, body: undefined });
    expect(await unsubscribe(), "nothing matched").toEqual({ status: 204, body: undefined });
    expect(await ask("GET", "/webhooks/")).toEqual({ status: 200, body: [changed.body] });
  });

  test.each([
    [{ event: "file.uploaded" }],
    [{ target_url: "https://example.com/" }],
    [{ target_url: "https://example.com/", event: "file.renamed" }],
    [{ target_url: "example.com", event: "file.uploaded" }],
    [{ target_url: "ftp://example.com/", event: "file.uploaded" }],
    [{ target_url: "https://user:word@example.com/", event: "file.uploaded" }],
    [{ target_url: `https://example.com/${"x".repeat(236)}`, event: "file.uploaded" }],
    [{ target_url: 7, event: "file.uploaded" }],
    [{ target_url: "https://example.com/", event: "file.uploaded", signing_secret: "x".repeat(33) }],
    [{ target_url: "https://example.com/", event: "file.uploaded", is_active: "perhaps" }],
    [{ target_url: "https://example.com/", event: "file.uploaded", version: "0.5" }],
    [["https://example.com/"]],
  ])("%j is refused with a sentence", async (body) => {
    const { media } = await open([]);
    const { status, body: answer } = await askRest(media, "POST", "/webhooks/", body);
    expect(status).toBe(400);
    expect(answer).toEqual({ detail: expect.stringMatching(/^[A-Z`].{10,200}\.$/) as string });
    expect(await media.webhooks.list()).toEqual([]);
  });

  test("a project has 100 webhooks at most", async () => {
    const { media } = await open([]);
    const make = (at: number) =>
      media.webhooks.create({ event: "file.stored", targetUrl: `https://example.com/${at}` });
    for (let at = 0; at < 100; at += 1) await make(at);
    await expect(make(100)).rejects.toMatchObject({ code: "FIELD_INVALID" });
  });

  test("a signing secret is not to be read in the database", async () => {
    const records = sqlRecords({ database: join(await newFolder(), "records.sqlite") });
    const { media } = await open([], { database: records });
    const made = { event: "file.stored", targetUrl: "https://example.com/", signingSecret: "open sesame" } as const;
    expect(await media.webhooks.create(made)).toMatchObject(made);
    expect(JSON.stringify(await records.documents.find("hook", "1"))).not.toContain("sesame");
  });
});

describe("where messages may go", () => {
  test.each([
    "127.0.0.1",
    "localhost",
    "a.localhost.",
    "[::1]",
    "10.0.0.1",
    "169.254.169.254",
    "0x7f.1",
    "[::ffff:7f00:1]",
  ])("a webhook at %s is refused", async (host) => {
    const { media } = await open([]);
    const { status, body } = await askRest(media, "POST", "/webhooks/", {
      target_url: `http://${host}:8080/`,
      event: "file.uploaded",
    });
    expect([status, body]).toEqual([400, { detail: "A webhook's address must be public." }]);
  });

  test("nor may it be this server's own, though it may be its host's", async () => {
    const { media } = await open([]);
    const make = (targetUrl: string) => media.webhooks.create({ event: "file.uploaded", targetUrl });
    await expect(make(`${publicUrl}/files/`)).rejects.toMatchObject({ code: "FIELD_INVALID" });
    await expect(make(`${publicUrl.replace(".com", ".com.")}/base/`)).rejects.toMatchObject({ code: "FIELD_INVALID" });
    expect(await make(`${publicUrl}/my-hooks`)).toMatchObject({ id: 1 });
  });

  test("an origin that is no longer allowed gets nothing", async () => {
    const heard = await receiver();
    const place = { data: await newFolder() };
    const before = await open([heard], place);
    await subscribe(before, heard.url, ["file.uploaded"]);
    await before.media.close();
    const after = await open([], place);
    await after.upload(photo);
    expect(await settled(after, "given-up")).toMatchObject({ status: null, error: "its address is not allowed" });
    expect(heard.calls).toEqual([]);
  });

  test("a redirect is not followed", async () => {
    const secret = await receiver();
    const heard = await receiver((response) => response.writeHead(302, { location: secret.url }).end());
    const own = await open([heard, secret]);
    await subscribe(own, heard.url, ["file.uploaded"]);
    await own.upload(photo);
    expect(await settled(own, "retrying")).toMatchObject({ status: 302, error: "status 302" });
    expect(secret.calls).toEqual([]);
  });
});
