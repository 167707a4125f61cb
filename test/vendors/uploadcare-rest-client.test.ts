/** The official REST client from npm, unchanged, against a server on a socket. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as rest from "@uploadcare/rest-client";
import { diskBlobs, type BlobStore } from "intaglio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startMedia, type ListeningMedia } from "../support/listening.ts";
import { makePhoto, publicKey, secretKey } from "../support/media.ts";
import { optional } from "../support/optional.ts";
import { newSchemaUntil } from "../support/places.ts";

const hasPostgres = await optional("postgres");
const photo = await makePhoto(64, 48);
const other = { key: "otherproject", secretKeys: ["another-secret-key"] };

describe.each([
  ["SQLite", true],
  ["PostgreSQL", hasPostgres],
] as const)("on %s", (database, isThere) => {
  let server: ListeningMedia;
  let outside: BlobStore;
  let dropSchema = async (): Promise<void> => {};
  const signed = () => ({
    apiBaseURL: server.url,
    authSchema: new rest.UploadcareAuthSchema({ publicKey, secretKey }),
  });
  const simple = () => ({
    apiBaseURL: server.url,
    authSchema: new rest.UploadcareSimpleAuthSchema({ publicKey, secretKey }),
  });
  const stranger = () => ({
    apiBaseURL: server.url,
    authSchema: new rest.UploadcareAuthSchema({ publicKey: other.key, secretKey: other.secretKeys[0] ?? "" }),
  });
  const failure = (work: Promise<unknown>): Promise<{ status: number | undefined; message: string }> =>
    work.then(
      () => ({ status: 200, message: "" }),
      (error: rest.RestClientError) => ({ status: error.status, message: error.message }),
    );

  beforeAll(async () => {
    if (!isThere) return;
    const place = database === "SQLite" ? undefined : await newSchemaUntil();
    dropSchema = place?.drop ?? dropSchema;
    outside = diskBlobs({ folder: await mkdtemp(join(tmpdir(), "intaglio-outside-")) });
    const storages = { outside: { blobs: outside, bucket: "bucket" } };
    server = await startMedia({
      storages,
      ...(place && { database: place.address }),
      projects: [other],
      delivery: "open",
    });
  });
  afterAll(async () => {
    if (!isThere) return;
    await server.close();
    await dropSchema();
  });

  test.skipIf(!isThere)("a file is shown, stored, removed and restored, by both ways to sign", async () => {
    const id = await server.upload(photo, { name: "a cat.jpg", fields: { UPLOADCARE_STORE: "0", "metadata[k]": "v" } });
    for (const auth of [signed(), simple()]) {
      const file = await rest.fileInfo({ uuid: id }, auth);
      expect(file).toMatchObject({
        uuid: id,
        url: `${server.url}/files/${id}/`,
        originalFileUrl: `${server.url}/${id}/acat.jpg`,
        originalFilename: "a cat.jpg",
        size: photo.byteLength,
        mimeType: "image/jpeg",
        isImage: true,
        isReady: true,
        datetimeStored: null,
        datetimeRemoved: null,
        metadata: { k: "v" },
        contentInfo: { mime: { mime: "image/jpeg" }, image: { width: 64, height: 48, format: "JPEG" } },
      });
      expect(file.datetimeUploaded).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    }
    expect((await rest.storeFile({ uuid: id }, signed())).datetimeStored).not.toBeNull();
    expect((await fetch(`${server.url}/${id}/`)).status).toBe(200);
    const removed = await rest.deleteFile({ uuid: id }, signed());
    expect(removed).toMatchObject({ uuid: id, datetimeStored: null, originalFileUrl: null });
    expect(removed.datetimeRemoved).not.toBeNull();
    expect((await fetch(`${server.url}/${id}/`)).status).toBe(404);
    expect((await rest.fileInfo({ uuid: id }, signed())).datetimeRemoved).toBe(removed.datetimeRemoved);
    expect((await rest.storeFile({ uuid: id }, signed())).datetimeRemoved).toBeNull();
    const bytes = Buffer.from(await (await fetch(`${server.url}/${id}/`)).arrayBuffer());
    expect(bytes.equals(photo)).toBe(true);
  });

  test.skipIf(!isThere)("many are stored and removed at once, and what cannot be is told", async () => {
    const ids = [await server.upload(photo), await server.upload(photo)];
    const foreign = await server.upload(photo, { fields: { UPLOADCARE_PUB_KEY: other.key } });
    const unknown = "6f6e6c79-2074-4573-a420-64617461aa01";
    const removed = await rest.deleteFiles({ uuids: [...ids, unknown, foreign, "nonsense"] }, signed());
    expect(removed.result.map(({ uuid }) => uuid)).toEqual(ids);
    expect(removed.problems).toEqual({
      [unknown]: "Missing in the project",
      [foreign]: "Missing in the project",
      nonsense: "Invalid",
    });
    expect((await rest.storeFiles({ uuids: ids }, signed())).result).toHaveLength(2);
    expect(await failure(rest.storeFiles({ uuids: [] }, signed()))).toMatchObject({
      status: 400,
      message: expect.stringContaining("can not be empty"),
    });
    const many = Array.from({ length: 101 }, () => unknown);
    expect((await failure(rest.deleteFiles({ uuids: many }, signed()))).message).toContain("The limit is 100");
  });

  test.skipIf(!isThere)("lists are paged exactly, forwards by the client's own paginator", async () => {
    const key = `paged-${database.toLowerCase()}`;
    const own = await server.media.projects.create({ key, secretKeys: ["a-secret-of-pages"], uploads: "open" });
    const auth = {
      apiBaseURL: server.url,
      authSchema: new rest.UploadcareAuthSchema({ publicKey: own.key, secretKey: own.secretKeys[0] ?? "" }),
    };
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1)
      ids.push(
        await server.upload(photo, { fields: { UPLOADCARE_PUB_KEY: key, UPLOADCARE_STORE: at % 2 === 0 ? "1" : "0" } }),
      );
    const first = await rest.listOfFiles({ limit: 3 }, auth);
    expect(first).toMatchObject({
      total: 7,
      totals: { stored: 4, unstored: 3, removed: 0 },
      perPage: 3,
      previous: null,
    });
    const seen: string[] = [];
    for await (const page of rest.paginate(rest.listOfFiles)({ limit: 3 }, auth))
      seen.push(...page.results.map(({ uuid }) => uuid));
    expect(seen).toEqual(ids);
    const newest = await rest.listOfFiles({ ordering: "-datetime_uploaded", limit: 2 }, auth);
    expect(newest.results.map(({ uuid }) => uuid)).toEqual(ids.toReversed().slice(0, 2));
    const stored = await rest.listOfFiles({ stored: true }, auth);
    expect([stored.total, stored.results.length, stored.next]).toEqual([4, 4, null]);

    // The client drops `to`: the way back is for those that do not.
    const ask = async (
      url: string | null,
    ): Promise<{ results: { uuid: string }[]; next: string | null; previous: string | null }> =>
      (
        await fetch(url ?? "", {
          headers: {
            accept: "application/vnd.uploadcare-v0.7+json",
            authorization: `Uploadcare.Simple ${own.key}:${own.secretKeys[0]}`,
          },
        })
      ).json() as never;
    const second = await ask(first.next);
    const third = await ask(second.next);
    expect(third.results.map(({ uuid }) => uuid)).toEqual(ids.slice(6));
    const back = await ask(third.previous);
    expect(back.results.map(({ uuid }) => uuid)).toEqual(ids.slice(3, 6));
    expect((await ask(back.previous)).results.map(({ uuid }) => uuid)).toEqual(ids.slice(0, 3));
    expect((await ask(back.next)).results.map(({ uuid }) => uuid)).toEqual(ids.slice(6));
    expect((await failure(rest.listOfFiles({ from: "yesterday" as never }, auth))).status).toBe(400);
    expect((await failure(rest.listOfFiles({ limit: 1001 }, auth))).status).toBe(400);
  });

  test.skipIf(!isThere)("metadata and tags", async () => {
    const uuid = await server.upload(photo);
    expect(await rest.getMetadata({ uuid }, signed())).toEqual({});
    expect(await rest.updateMetadata({ uuid, key: "pet", value: "cat 日本" }, signed())).toBe("cat 日本");
    expect(await rest.updateMetadata({ uuid, key: "pet", value: "dog" }, signed())).toBe("dog");
    expect(await rest.getMetadataValue({ uuid, key: "pet" }, signed())).toBe("dog");
    await rest.deleteMetadata({ uuid, key: "pet" }, signed());
    expect((await failure(rest.deleteMetadata({ uuid, key: "pet" }, signed()))).status).toBe(404);
    expect((await failure(rest.getMetadataValue({ uuid, key: "pet" }, signed()))).status).toBe(404);
    for (const [key, value] of [
      ["a b", "x"],
      ["k".repeat(65), "x"],
      ["k", "x".repeat(513)],
    ] as const)
      expect((await failure(rest.updateMetadata({ uuid, key, value }, signed()))).status).toBe(400);
    expect(await rest.replaceTags({ uuid, tags: ["B", " a ", "b"] }, signed())).toEqual({
      tags: ["b", "a"],
      added: ["a", "b"],
      deleted: [],
    });
    expect(await rest.updateTags({ uuid, add: ["c"], delete: ["b"] }, signed())).toEqual({
      tags: ["a", "c"],
      added: ["c"],
      deleted: ["b"],
    });
    expect(await rest.updateTags({ uuid }, signed())).toEqual({ tags: ["a", "c"], added: [], deleted: [] });
    expect(await rest.getTags({ uuid }, signed())).toEqual({ tags: ["a", "c"] });
    expect((await failure(rest.replaceTags({ uuid, tags: "a" as never }, signed()))).status).toBe(400);
    const many = Array.from({ length: 51 }, (_, at) => `t${at}`);
    expect((await failure(rest.replaceTags({ uuid, tags: many }, signed()))).status).toBe(400);
  });

  test.skipIf(!isThere)("the project; and nothing of another project is there", async () => {
    const ask = async (key: string, secret: string): Promise<unknown> => {
      const authorization = `Uploadcare.Simple ${key}:${secret}`;
      const headers = { accept: "application/vnd.uploadcare-v0.7+json", authorization };
      return (await fetch(`${server.url}/project/`, { headers })).json();
    };
    expect(await ask(publicKey, secretKey)).toEqual({
      collaborators: [],
      name: publicKey,
      pub_key: publicKey,
      autostore_enabled: true,
    });
    expect(await ask(other.key, other.secretKeys[0] ?? "")).toMatchObject({ pub_key: other.key });
    const uuid = await server.upload(photo);
    for (const work of [rest.fileInfo, rest.storeFile, rest.deleteFile, rest.getMetadata])
      expect((await failure(work({ uuid }, stranger()))).status).toBe(404);
    expect((await failure(rest.updateMetadata({ uuid, key: "k", value: "v" }, stranger()))).status).toBe(404);
    const listed = await rest.listOfFiles({}, stranger());
    expect(listed.results.map((file) => file.uuid)).not.toContain(uuid);
    expect((await rest.fileInfo({ uuid }, signed())).datetimeRemoved).toBeNull();
  });

  test.skipIf(!isThere)("webhooks are made, listed, changed and removed", async () => {
    const targetUrl = "https://example.com/hook"; // no file is uploaded while it is there
    expect(await rest.listOfWebhooks({}, signed())).toEqual([]);
    const made = await rest.createWebhook(
      { targetUrl, event: rest.WebhookEvent.FILE_UPLOADED, signingSecret: "s" },
      signed(),
    );
    expect(made).toMatchObject({
      targetUrl,
      event: "file.uploaded",
      isActive: true,
      signingSecret: "s",
      version: "0.7",
    });
    expect(await rest.listOfWebhooks({}, simple())).toEqual([made]);
    expect(await rest.listOfWebhooks({}, stranger())).toEqual([]);
    const again = rest.createWebhook({ targetUrl, event: rest.WebhookEvent.FILE_UPLOADED }, signed());
    expect(await failure(again)).toMatchObject({ status: 400, message: expect.stringMatching(/already/) as string });
    const changed = await rest.updateWebhook({ id: made.id, isActive: false, targetUrl: `${targetUrl}/2` }, signed());
    expect(changed).toMatchObject({ id: made.id, isActive: false, targetUrl: `${targetUrl}/2`, signingSecret: "s" });
    expect((await failure(rest.updateWebhook({ id: made.id, isActive: true }, stranger()))).status).toBe(404);
    await rest.deleteWebhook({ targetUrl: `${targetUrl}/2` }, stranger());
    expect(await rest.listOfWebhooks({}, signed())).toEqual([changed]);
    await rest.deleteWebhook({ targetUrl: `${targetUrl}/2` }, signed());
    expect(await rest.listOfWebhooks({}, signed())).toEqual([]);
  });

  test.skipIf(!isThere)("copies are made here, with operations baked in, and to storages outside", async () => {
    const uuid = await server.upload(photo, { name: "My Cat.jpg", fields: { "metadata[a]": "b" } });
    const plain = await rest.copyFileToLocalStorage({ source: uuid, store: true, metadata: { c: "d" } }, signed());
    expect(plain).toMatchObject({ type: "file", result: { size: photo.byteLength, metadata: { c: "d" } } });
    expect(plain.result.uuid).not.toBe(uuid);
    expect(plain.result.datetimeStored).not.toBeNull();
    const back = await fetch(`${server.url}/${plain.result.uuid}/`);
    expect(Buffer.from(await back.arrayBuffer()).equals(photo)).toBe(true);
    const source = `${server.url}/${uuid}/-/resize/32x/-/format/png/`;
    const baked = await rest.copyFileToLocalStorage({ source, store: false }, signed());
    expect(baked.result).toMatchObject({ mimeType: "image/png", datetimeStored: null, metadata: { a: "b" } });
    expect(baked.result.contentInfo?.image).toMatchObject({ width: 32, height: 24, format: "PNG" });

    const sent = await rest.copyFileToRemoteStorage({ source: uuid, target: "outside" }, signed());
    expect(sent.result).toBe(`s3://bucket/${uuid}/mycat.jpg`);
    const effects = { source, target: "outside", pattern: "copies/${filename}${effects}${ext}" };
    expect((await rest.copyFileToRemoteStorage(effects, signed())).result).toBe(
      "s3://bucket/copies/mycat-resize-32x-format-png.png",
    );
    const kept = await Array.fromAsync(outside.list(""));
    expect(kept.map(({ key }) => key).toSorted()).toEqual(
      [`${uuid}/mycat.jpg`, "copies/mycat-resize-32x-format-png.png"].toSorted(),
    );

    const bad = async (work: Promise<unknown>) => (await failure(work)).message;
    expect(await bad(rest.copyFileToLocalStorage({ source: "nonsense" }, signed()))).toContain("Use UUID or CDN URL");
    expect(await bad(rest.copyFileToLocalStorage({ source: uuid, store: "maybe" as never }, signed()))).toContain(
      "true",
    );
    expect(await bad(rest.copyFileToRemoteStorage({ source: uuid, target: "nowhere" }, signed()))).toContain(
      "no storage",
    );
    for (const pattern of ["${nothing}", "a b", "../${uuid}", "/a"])
      expect(await bad(rest.copyFileToRemoteStorage({ source: uuid, target: "outside", pattern }, signed()))).toContain(
        "Invalid pattern",
      );
    expect((await failure(rest.copyFileToLocalStorage({ source: uuid }, stranger()))).status).toBe(404);
    for await (const { key } of outside.list("")) await outside.remove(key);
  });

  test.skipIf(!isThere)("what is not installed says so", async () => {
    const uuid = await server.upload(photo);
    const scan = { addonName: rest.AddonName.UC_CLAMAV_VIRUS_SCAN, target: uuid } as const;
    expect((await failure(rest.executeAddon(scan, signed()))).status).toBe(403);
    expect(await rest.addonExecutionStatus({ addonName: scan.addonName, requestId: uuid }, signed())).toEqual({
      status: "unknown",
    });
    const path = `${uuid}/document/-/format/pdf/`;
    const converted = await rest.convert({ type: rest.ConversionType.DOCUMENT, paths: [path, "nonsense"] }, signed());
    expect(converted.result).toEqual([]);
    expect(converted.problems).toEqual({
      [path]: "Not allowed on your current plan.",
      nonsense: 'Bad path "nonsense". Use UUID or CDN URL',
    });
    expect(
      (await failure(rest.conversionJobStatus({ type: rest.ConversionType.VIDEO, token: 1 }, signed()))).status,
    ).toBe(404);
    expect(await rest.conversionInfo({ uuid }, signed())).toMatchObject({
      format: { name: "jpg", conversionFormats: [] },
    });
  });

  test.skipIf(!isThere)("wrong credentials, dates and versions are refused in the service's words", async () => {
    const say = async (headers: Record<string, string>, path = "/files/") => {
      const response = await fetch(server.url + path, { headers });
      return [
        response.status,
        response.headers.get("content-type"),
        ((await response.json()) as { detail: string }).detail,
      ];
    };
    const type = "application/vnd.uploadcare-v0.7+json";
    const authorization = `Uploadcare.Simple ${publicKey}:${secretKey}`;
    expect(await say({ accept: type })).toEqual([401, type, "Incorrect authentication credentials."]);
    expect(await say({ accept: type, authorization: `Uploadcare.Simple ${publicKey}:wrong-secret` })).toEqual([
      401,
      type,
      "Secret key not found.",
    ]);
    expect(await say({ accept: type, authorization: `Uploadcare.Simple nobody:${secretKey}` })).toEqual([
      401,
      type,
      "Public key nobody not found.",
    ]);
    expect((await say({ authorization, accept: "application/json" }))[0]).toBe(406);
    expect(await say({ accept: type, authorization }, "/files/6f6e6c79-2074-4573-a420-64617461aa01/")).toEqual([
      404,
      type,
      "Not found.",
    ]);
    expect(
      (
        await failure(
          rest.listOfFiles(
            {},
            { ...signed(), authSchema: new rest.UploadcareAuthSchema({ publicKey, secretKey: "wrong-secret-key" }) },
          ),
        )
      ).status,
    ).toBe(401);
    const old = {
      accept: type,
      authorization: `Uploadcare ${publicKey}:${"0".repeat(40)}`,
      "x-uploadcare-date": "Tue, 01 Jan 2019 00:00:00 GMT",
    };
    expect(await say(old)).toEqual([401, type, "Incorrect authentication credentials."]);
  });
});
