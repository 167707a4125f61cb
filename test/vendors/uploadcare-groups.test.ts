/** The official upload and REST clients from npm, unchanged, make and read groups of a server on a socket. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deleteGroup, groupInfo as readGroup, listOfGroups, UploadcareAuthSchema } from "@uploadcare/rest-client";
import { generateSecureSignature } from "@uploadcare/signed-uploads";
import { group, groupInfo, uploadFile, uploadFileGroup, UploadError } from "@uploadcare/upload-client";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deliveryKey, makePhoto, publicKey, secretKey } from "../support/media.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";

const script = new URL("../../playground/express/server.ts", import.meta.url).pathname;
const photos = await Promise.all([1, 2, 3].map((seed) => makePhoto(60, 40, seed)));
const folder = await mkdtemp(join(tmpdir(), "intaglio-groups-"));
let open: ServerProcess;
let guarded: ServerProcess;

beforeAll(async () => {
  const env = {
    INTAGLIO_UPLOADCARE_PUBLIC_KEY: publicKey,
    INTAGLIO_UPLOADCARE_SECRET_KEY: secretKey,
    INTAGLIO_UPLOADCARE_DELIVERY_KEY: deliveryKey,
  };
  open = await startServer(script, { ...env, INTAGLIO_DATA: join(folder, "open"), INTAGLIO_DELIVERY: "open" });
  guarded = await startServer(script, { ...env, INTAGLIO_DATA: join(folder, "guarded"), INTAGLIO_UPLOADS: "signed" });
});
afterAll(async () => {
  await Promise.all([open.stop(), guarded.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const optionsFor = (server: ServerProcess) => ({ publicKey, baseURL: server.url, baseCDN: server.url });
const restOf = (server: ServerProcess) => ({
  apiBaseURL: server.url,
  authSchema: new UploadcareAuthSchema({ publicKey, secretKey }),
});

async function refusalOf(run: Promise<unknown>): Promise<readonly [code: string | undefined, text: string]> {
  return run.then(
    () => ["none", ""] as const,
    (error: unknown) => (error instanceof UploadError ? [error.code, error.message] : [String(error), ""]),
  );
}

test("files are uploaded as a group, and its pictures come by their places", async () => {
  const made = await uploadFileGroup(photos, { ...optionsFor(open), contentType: "image/jpeg" });
  expect(made).toMatchObject({ filesCount: 3, isImage: true, storedAt: null });
  expect(made.uuid).toMatch(/^[0-9a-f-]{36}~3$/);
  expect(made.cdnUrl).toBe(`${open.url}/${made.uuid}/`);
  expect(made.totalSize).toBe(photos.reduce((sum, { byteLength }) => sum + byteLength, 0));
  for (const [at, photo] of photos.entries()) {
    const back = await fetch(`${made.cdnUrl}nth/${at}/`);
    expect(Buffer.from(await back.arrayBuffer()).equals(photo)).toBe(true);
  }
  const again = await uploadFileGroup(
    made.files.map(({ uuid }) => uuid),
    optionsFor(open),
  );
  expect(again.files.map(({ uuid }) => uuid)).toEqual(made.files.map(({ uuid }) => uuid));
});

test("entries with operations keep them", async () => {
  const file = await uploadFile(photos[0] as Buffer, { ...optionsFor(open), fileName: "a.jpg" });
  const made = await group(
    [file.uuid, `${file.uuid}/-/rotate/90/-/preview/`, `${file.cdnUrl}-/resize/30x/a.jpg`],
    optionsFor(open),
  );
  const effects = ["", "rotate/90/-/preview/", "resize/30x/"];
  expect(made.files.map((file) => file?.defaultEffects)).toEqual(effects);
  const info = await groupInfo(made.id, optionsFor(open));
  expect(info).toEqual(made);
  const turned = await fetch(`${open.url}/${made.id}/nth/1/-/format/jpeg/`);
  expect(await sharp(Buffer.from(await turned.arrayBuffer())).metadata()).toMatchObject({ width: 40, height: 60 });
});

test("refusals have the service's codes and words", async () => {
  const missing = "6f6e6c79-2074-4573-a420-64617461aa01";
  const options = optionsFor(open);
  expect(await refusalOf(group([], options))).toEqual(["GroupFilesInvalidError", "No files[N] parameters found."]);
  expect(await refusalOf(group([missing, "bad/one"], options)), "syntax comes first").toEqual([
    "GroupFileURLParsingFailedError",
    "This is not valid file url: bad/one.",
  ]);
  expect(await refusalOf(group([missing], options))).toEqual(["GroupFilesNotFoundError", "Some files not found."]);
  expect(await refusalOf(group(["bad"], { ...options, publicKey: "" }))).toEqual([
    "ProjectPublicKeyRequiredError",
    "pub_key is required.",
  ]);
  expect(await refusalOf(group(["bad"], { ...options, publicKey: "nobody" }))).toEqual([
    "ProjectPublicKeyInvalidError",
    "pub_key is invalid.",
  ]);
  expect(await refusalOf(groupInfo("", options))).toEqual(["GroupIdRequiredError", "group_id is required."]);
  expect(await refusalOf(groupInfo("nonsense~1", options))).toEqual(["GroupNotFoundError", "group_id is invalid."]);
  expect(await refusalOf(groupInfo(`${missing}~1`, options))).toEqual(["GroupNotFoundError", "group_id is invalid."]);
});

test("signed uploads need a signature for a group", async () => {
  const good = generateSecureSignature(secretKey, { lifetime: 60_000 });
  const options = optionsFor(guarded);
  const made = await uploadFileGroup(photos, { ...options, ...good, contentType: "image/jpeg" });
  expect(made.filesCount).toBe(3);
  const [first = ""] = made.files.map(({ uuid }) => uuid);
  expect((await refusalOf(group([first], options)))[0]).toBe("SignatureRequiredError");
  const wrong = generateSecureSignature("another-secret-key", { lifetime: 60_000 });
  expect((await refusalOf(group([first], { ...options, ...wrong })))[0]).toBe("SignatureInvalidError");
  expect((await fetch(`${made.cdnUrl}nth/0/`)).status, "and a token to see its pictures").toBe(403);
});

test("the REST client lists, reads and deletes groups", async () => {
  const made = await uploadFileGroup(photos, { ...optionsFor(open), contentType: "image/jpeg" });
  const list = await listOfGroups({ limit: 1, ordering: "-datetime_created" }, restOf(open));
  expect(list.results).toHaveLength(1);
  expect(list.results[0]).toMatchObject({ id: made.uuid, filesCount: 3, datetimeCreated: made.createdAt });
  expect(list.next).toMatch(/^http.*\/groups\/\?limit=1&/);
  const read = await readGroup({ uuid: made.uuid }, restOf(open));
  expect(read.id).toBe(made.uuid);
  expect(read.files.map(({ uuid }) => uuid)).toEqual(made.files.map(({ uuid }) => uuid));
  await deleteGroup({ uuid: made.uuid }, restOf(open));
  await expect(readGroup({ uuid: made.uuid }, restOf(open))).rejects.toThrow(/Not found/);
  await expect(deleteGroup({ uuid: made.uuid }, restOf(open))).rejects.toThrow(/Not found/);
  const kept = await fetch(made.files[0]?.cdnUrl ?? "");
  expect(kept.status, "its files stay").toBe(200);
});
