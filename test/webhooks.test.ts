/** Webhooks: made through the REST API, told of every event by real requests to real receivers. */
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { sqlRecords, type IntaglioOptions } from "intaglio";
import { describe, expect, onTestFinished, test } from "vitest";
import { publicKey, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { type Receiver } from "./support/receiver.ts";
import { askRest } from "./support/rest.ts";

import { events, photo, publicUrl, receiver, open, subscribe, settled, eventsOf, time } from "./support/webhooks.ts";

const hasPostgres = await optional("postgres");

describe.each([
  ["SQLite", true, async () => ({})],
  ["PostgreSQL", hasPostgres, async () => ({ database: await newSchema() })],
] as const)("on %s", (_, isThere, place) => {
  test.skipIf(!isThere)("every event is told with its exact body, once, and signed", async () => {
    const heard = await receiver();
    const own = await open([heard], { autoStore: false, ...(await place()) });
    const { media } = own;
    await subscribe(own, `${heard.url}/hear?token=secret`, events, { signing_secret: "hook-secret" });
    const id = await own.upload(photo, { fields: { "metadata[album]": "one", UPLOADCARE_STORE: "0" } });
    const [uploaded] = await heard.count(1);
    const file = async () => (await askRest(media, "GET", `/files/${id}/`)).body;
    const listed = (await askRest(media, "GET", "/webhooks/")).body as { project: number }[];
    const hookOf = (event: string) => ({
      id: events.indexOf(event) + 1,
      project_id: listed[0]?.project,
      project_pub_key: publicKey,
      created_at: time,
      updated_at: time,
      event,
      target: `${heard.url}/hear?token=secret`,
      is_active: true,
      version: "0.7",
    });
    const bodyOf = async (event: string, previous?: object) => ({
      initiator: { type: "api", detail: { request_id: null, addon_name: null } },
      hook: hookOf(event),
      data: await file(),
      file: `${publicUrl}/${id}/`,
      ...(previous && { previous_values: previous }),
    });
    expect(uploaded?.json).toEqual(await bodyOf("file.uploaded"));
    expect(uploaded).toMatchObject({ method: "POST", path: "/hear?token=secret" });
    expect(uploaded?.headers["content-type"]).toBe("application/json");
    const changes: [event: string, change: () => Promise<unknown>, previous?: object][] = [
      ["file.stored", () => askRest(media, "PUT", `/files/${id}/storage/`)],
      [
        "file.info_updated",
        () => askRest(media, "PUT", `/files/${id}/metadata/album/`, "two"),
        { appdata: {}, metadata: { album: "one" } },
      ],
      [
        "file.info_updated",
        () => askRest(media, "PUT", `/files/${id}/tags/`, { tags: ["cat"] }),
        { appdata: {}, metadata: { album: "two" } },
      ],
      [
        "file.info_updated",
        () => askRest(media, "DELETE", `/files/${id}/metadata/album/`),
        { appdata: {}, metadata: { album: "two" } },
      ],
      ["file.deleted", () => askRest(media, "DELETE", `/files/${id}/storage/`)],
      ["file.stored", () => askRest(media, "PUT", `/files/${id}/storage/`)],
    ];
    for (const [at, [event, change, previous]] of changes.entries()) {
      await change();
      await heard.count(at + 2);
      expect(heard.calls[at + 1]?.json).toEqual(await bodyOf(event, previous));
    }
    expect(heard.calls.find(({ json }) => json.hook.event === "file.deleted")?.json.data).toMatchObject({
      datetime_removed: time,
      datetime_stored: null,
      original_file_url: null,
    });
    for (const { body, headers } of heard.calls)
      expect(headers["x-uc-signature"]).toBe(`v1=${createHmac("sha256", "hook-secret").update(body).digest("hex")}`);
    await media.files.remove(id);
    expect((await heard.count(changes.length + 2)).at(-1)?.json.data).toMatchObject({
      uuid: id,
      datetime_removed: time,
    });
    await sleep(300);
    expect(heard.calls.length, "nothing twice").toBe(changes.length + 2);
    expect(new Set(heard.calls.map(({ headers }) => headers["x-intaglio-event-id"])).size).toBe(heard.calls.length);
    expect(JSON.stringify([own.log, await media.webhooks.deliveries()])).not.toMatch(/hook-secret|token=secret/);
  });

  test.skipIf(!isThere)("of two projects, neither hears of, sees or changes the other's", async () => {
    const [one, two] = [await receiver(), await receiver()];
    const other = { key: "other", secret: "another-secret-key" };
    const projects = [{ key: other.key, secretKeys: [other.secret] }];
    const own = await open([one, two], { projects, ...(await place()) });
    const { media } = own;
    await subscribe(own, one.url);
    const made = await askRest(media, "POST", "/webhooks/", { target_url: two.url, event: "file.uploaded" }, other);
    const { id } = made.body as { id: number };
    const mine = await own.upload(photo);
    const theirs = await own.upload(photo, { fields: { UPLOADCARE_PUB_KEY: other.key } });
    await one.count(2);
    await two.count(1);
    await sleep(300);
    expect(one.calls.map(({ json }) => json.data.uuid)).toEqual([mine, mine]);
    expect(eventsOf(one)).toEqual(["file.stored", "file.uploaded"]);
    expect(two.calls.map(({ json }) => [json.data.uuid, json.hook.project_pub_key])).toEqual([[theirs, other.key]]);
    expect((await askRest(media, "PUT", `/webhooks/${id}/`, { is_active: false })).status).toBe(404);
    await askRest(media, "DELETE", "/webhooks/unsubscribe/", { target_url: two.url });
    expect((await askRest(media, "GET", "/webhooks/", undefined, other)).body).toEqual([made.body]);
    expect(await media.webhooks.list()).toHaveLength(events.length);
    expect(await media.webhooks.deliveries({ project: other.key })).toHaveLength(1);
    const [sent] = await media.webhooks.deliveries();
    expect(await media.webhooks.replay(sent?.id ?? "", { project: other.key })).toBe(false);
    await expect(media.webhooks.list({ project: "nobody" })).rejects.toMatchObject({ code: "KEY_UNKNOWN" });
  });

  test.skipIf(!isThere)("a message can be replayed, under the same id", async () => {
    const heard = await receiver();
    const own = await open([heard], await place());
    await own.media.webhooks.create({ event: "file.uploaded", targetUrl: heard.url });
    await own.upload(photo);
    const { id, ...rest } = await settled(own, "delivered");
    expect(rest).toMatchObject({ hook: 1, event: "file.uploaded", attempts: 1, status: 200, error: null });
    expect(await own.media.webhooks.replay(id)).toBe(true);
    const [first, second] = await heard.count(2);
    expect(second?.headers["x-intaglio-event-id"]).toBe(id);
    expect([first?.body, first?.headers["x-intaglio-event-id"]]).toEqual([second?.body, id]);
    expect(await own.media.webhooks.replay("another")).toBe(false);
  });

  test.skipIf(!isThere)("what is too large for the queue arrives whole", async () => {
    const heard = await receiver();
    const own = await open([heard], await place());
    const metadata = Object.fromEntries(
      Array.from({ length: 30 }, (_unused, at) => [`key${at}`, "\u{1f41e}".repeat(512)]),
    );
    const id = await own.upload(photo);
    await own.media.webhooks.create({ event: "file.info_updated", targetUrl: heard.url });
    await own.media.files.update(id, { metadata });
    await own.media.files.update(id, { metadata: {} });
    const calls = (await heard.count(2)).map(({ json }) => [json.data["metadata"], json.previous_values]);
    expect(calls).toContainEqual([metadata, { appdata: {}, metadata: {} }]);
    expect(calls).toContainEqual([{}, { appdata: {}, metadata }]);
  });
});

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

describe("tries", () => {
  /** A server whose time is turned by hand. */
  async function timed(receivers: readonly Receiver[], options: Partial<IntaglioOptions<string>> = {}) {
    let now = Date.now();
    const clock = () => now;
    const database = join(await newFolder(), "records.sqlite");
    const records = sqlRecords({ database, clock });
    const own = await open(receivers, { clock, database: records, ...options });
    await records.ready();
    const look = new DatabaseSync(database, { readOnly: true });
    onTestFinished(() => look.close());
    const running = look.prepare("select count(*) as jobs from intaglio_jobs where owner is not null");
    const turn = async (ms: number): Promise<void> => {
      await expect.poll(() => running.get()).toEqual({ jobs: 0 }); // it lies in the queue again
      now += ms;
    };
    return { ...own, records, turn };
  }

  test("go on until the receiver says that it heard, with the same id and body", async () => {
    const heard = await receiver((response, _, at) => response.writeHead(at < 3 ? 500 : 204).end());
    const own = await timed([heard]);
    await subscribe(own, heard.url, ["file.uploaded"]);
    await own.upload(photo);
    for (let tries = 1; tries <= 3; tries += 1) {
      await heard.count(tries);
      expect(await settled(own, "retrying")).toMatchObject({ status: 500, error: "status 500" });
      await sleep(1_200);
      expect(heard.calls.length, "not at once").toBe(tries);
      await own.turn(10_000 * 2 ** (tries - 1));
    }
    await heard.count(4);
    expect(await settled(own, "delivered")).toMatchObject({ attempts: 4, status: 204, error: null });
    expect(new Set(heard.calls.map(({ body, headers }) => body + String(headers["x-intaglio-event-id"]))).size).toBe(1);
    expect(await own.records.jobs.failed()).toEqual([]);
  });

  test("end when the hours are over", async () => {
    const heard = await receiver((response) => response.writeHead(503).end());
    const own = await timed([heard], { hooks: { origins: [{ origin: heard.url, private: true }], deliverHours: 1 } });
    await subscribe(own, heard.url, ["file.uploaded"]);
    await own.upload(photo);
    await settled(own, "retrying");
    await own.turn(3_600_001);
    expect(await settled(own, "given-up")).toMatchObject({ attempts: 2, status: 503 });
    await expect.poll(() => own.records.jobs.failed()).toMatchObject([{ name: "webhook" }]);
  });

  test("end at once when the receiver is gone", async () => {
    const heard = await receiver((response) => response.writeHead(410).end());
    const own = await open([heard]);
    await subscribe(own, heard.url, ["file.uploaded"]);
    await own.upload(photo);
    expect(await settled(own, "given-up")).toMatchObject({ attempts: 1, status: 410 });
  });

  test.each([
    ["removed", (media: TestMedia["media"]) => media.webhooks.remove(1)],
    ["switched off", (media: TestMedia["media"]) => media.webhooks.update(1, { isActive: false })],
  ])("end quietly when the webhook was %s meanwhile", async (_, change) => {
    const heard = await receiver((response) => response.writeHead(500).end());
    const own = await timed([heard]);
    await subscribe(own, heard.url, ["file.uploaded"]);
    await own.upload(photo);
    await settled(own, "retrying");
    await change(own.media);
    await own.turn(10_000);
    expect(await settled(own, "dropped")).toMatchObject({ attempts: 1, status: null, error: null });
    expect(heard.calls).toHaveLength(1);
    expect(await own.records.jobs.failed()).toEqual([]);
  });

  test("are made with the address and the secret that the webhook has by then", async () => {
    const [old, heard] = [await receiver((response) => response.writeHead(500).end()), await receiver()];
    const own = await timed([old, heard]);
    await subscribe(own, old.url, ["file.uploaded"]);
    await own.upload(photo);
    await settled(own, "retrying");
    await own.media.webhooks.update(1, { targetUrl: heard.url, signingSecret: "new" });
    await own.turn(10_000);
    const [call] = await heard.count(1);
    expect(call?.headers["x-uc-signature"]).toBe(
      `v1=${createHmac("sha256", "new")
        .update(call?.body ?? "")
        .digest("hex")}`,
    );
  });
});

test("the log holds the last thousand messages of a project, for a week", async () => {
  let now = Date.now();
  const clock = () => now;
  const heard = await receiver();
  const records = sqlRecords({ database: join(await newFolder(), "records.sqlite"), clock });
  const own = await open([heard], { clock, database: records });
  await subscribe(own, heard.url, ["file.uploaded"]);
  const body = { delivery: {}, happening: {} };
  for (let at = 0; at < 1_000; at += 1)
    await records.documents.add({ kind: "delivery", id: `old${at}`, project: "", name: null, body, expiresAt: null });
  await own.upload(photo);
  const sent = await settled(own, "delivered");
  await expect.poll(() => records.documents.count("delivery", "")).toBe(1_000);
  expect(await records.documents.find("delivery", "old0")).toBeUndefined();
  now += 7 * 86_400_000 + 1;
  expect(await own.media.webhooks.replay(sent.id)).toBe(false);
});

test("a temporary file that nobody stored is told as deleted, by the system", async () => {
  let now = Date.now();
  const clock = () => now;
  const heard = await receiver();
  const place = { data: await newFolder(), clock };
  const before = await open([heard], { ...place, autoStore: false });
  await subscribe(before, heard.url, ["file.deleted"]);
  const id = await before.upload(photo);
  await before.media.close();
  now += 86_400_001;
  await open([heard], place); // a start sweeps
  const [call] = await heard.count(1);
  expect(call?.json).toMatchObject({ initiator: { type: "system" }, data: { uuid: id, datetime_removed: time } });
});

test("without webhooks in any dialect, the interface says so", async () => {
  const { ipx } = await import("intaglio/ipx");
  const { media } = await open([], { dialects: [ipx()] });
  await expect(media.webhooks.list()).rejects.toMatchObject({ code: "OPTIONS_INVALID" });
});
