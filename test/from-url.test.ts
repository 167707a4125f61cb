/** Uploads from addresses, as Uploadcare's client asks for them. */
import type { ServerResponse } from "node:http";
import { fromUrl, fromUrlStatus, uploadFromUrl, UploadError } from "@uploadcare/upload-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startMedia, startOutside, type ListeningMedia } from "./support/listening.ts";
import { makePhoto, publicKey } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newSchemaUntil } from "./support/places.ts";

const hasPostgres = await optional("postgres");
const photo = await makePhoto(640, 480);

/** A server outside: what its paths answer. */
function answers(url: string | undefined, response: ServerResponse): void {
  switch (url?.split("?")[0]) {
    case "/cat.jpg":
      response.writeHead(200, { "content-type": "image/jpeg", "content-length": photo.byteLength }).end(photo);
      return;
    case "/named":
      response.writeHead(200, {
        "content-disposition": 'attachment; filename="my cat.jpeg"',
        "content-type": "image/jpeg",
      });
      response.end(photo);
      return;
    case "/moved":
      response.writeHead(302, { location: "/cat.jpg" }).end();
      return;
    case "/inside":
      response.writeHead(302, { location: "http://127.0.0.1:1/secret" }).end();
      return;
    case "/text":
      response.writeHead(200, { "content-type": "image/jpeg" }).end("no picture at all");
      return;
    case "/cut":
      response.writeHead(200, { "content-length": photo.byteLength }).write(photo.subarray(0, 1000));
      setTimeout(() => response.destroy(), 20);
      return;
    case "/broken":
      response.writeHead(503).end();
      return;
    default:
      response.writeHead(404).end();
  }
}

describe.each([
  ["SQLite", true],
  ["PostgreSQL", hasPostgres],
] as const)("on %s", (database, isThere) => {
  let server: ListeningMedia;
  let outside: Awaited<ReturnType<typeof startOutside>>;
  let dropSchema = async (): Promise<void> => {};
  const asked: string[] = [];
  const options = () => ({ publicKey, baseURL: server.url, baseCDN: server.url });
  const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
    work.then(
      () => "done",
      (error: unknown) => (error instanceof UploadError ? error.code : String(error)),
    );
  const final = async (url: string) => {
    const begun = await fromUrl(url, options());
    if (!("token" in begun)) throw new Error("no token");
    for (;;) {
      const state = await fromUrlStatus(begun.token, options());
      if (["success", "error"].includes(state.status)) return state;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  beforeAll(async () => {
    if (!isThere) return;
    outside = await startOutside((request, response) => {
      asked.push(request.url ?? "");
      answers(request.url, response);
    });
    const place = database === "SQLite" ? undefined : await newSchemaUntil();
    dropSchema = place?.drop ?? dropSchema;
    server = await startMedia({
      ...(place && { database: place.address }),
      delivery: "open",
      remote: { origins: [{ origin: outside.url, private: true }] },
    });
  });
  afterAll(async () => {
    if (!isThere) return;
    await server.close();
    await outside.close();
    await dropSchema();
  });

  test.skipIf(!isThere)("a file is fetched, by the official client, and is the very same", async () => {
    const file = await uploadFromUrl(`${outside.url}/moved?a=b`, {
      ...options(),
      metadata: { from: "there" },
      store: true,
    });
    expect(file).toMatchObject({
      originalFilename: "cat.jpg",
      isImage: true,
      isStored: true,
      metadata: { from: "there" },
      size: photo.byteLength,
    });
    const back = Buffer.from(await (await fetch(`${server.url}/${file.uuid}/`)).arrayBuffer());
    expect(back.equals(photo)).toBe(true);
    expect((await uploadFromUrl(`${outside.url}/named`, options())).originalFilename).toBe("my cat.jpeg");
    expect(
      (await uploadFromUrl(`${outside.url}/named`, { ...options(), fileName: "given.jpg" })).originalFilename,
    ).toBe("given.jpg");
  });

  test.skipIf(!isThere)("the same address gives the same file where that is asked for", async () => {
    const url = `${outside.url}/cat.jpg?twice`;
    const first = await uploadFromUrl(url, { ...options(), saveUrlForRecurrentUploads: true });
    const before = asked.length;
    const again = await uploadFromUrl(url, { ...options(), checkForUrlDuplicates: true });
    expect(again.uuid).toBe(first.uuid);
    expect(asked.length).toBe(before);
    expect((await uploadFromUrl(url, options())).uuid).not.toBe(first.uuid);
  });

  test.skipIf(!isThere)(
    "this server's own address is taken without the network, with its operations done",
    async () => {
      const id = await server.upload(photo);
      const file = await uploadFromUrl(`${server.url}/${id}/-/resize/64x/-/format/png/`, options());
      expect(file.imageInfo).toMatchObject({ width: 64, height: 48, format: "PNG" });
      expect((await final(`${server.url}/6f6e6c79-2074-4573-a420-64617461aa01/`)).status).toBe("error");
    },
  );

  test.skipIf(!isThere)(
    "what goes wrong is told by its name",
    async () => {
      const failures = {
        "/nothing": "DownloadFileHTTPClientError",
        "/broken": "DownloadFileHTTPServerError",
        "/inside": "DownloadFileHTTPURLValidationError",
        "/text": "DownloadFileValidationFailedError",
        "/cut": "DownloadFileHTTPNetworkError",
      };
      const found = await Promise.all(
        Object.keys(failures).map(async (path) => {
          const state = await final(outside.url + path);
          return [path, (state as { errorCode?: string }).errorCode ?? state.status];
        }),
      );
      expect(Object.fromEntries(found)).toEqual(failures);
      expect((await server.media.files.list({ newestFirst: true, limit: 1 })).files[0]?.name).not.toBe("text");
    },
    30_000,
  );

  test.skipIf(!isThere)("addresses are judged before anything is fetched", async () => {
    const cases: Record<string, string> = {
      "cat.jpg": "URLSchemeRequiredError",
      "ftp://example.com/a": "URLSchemeInvalidError",
      "http://": "URLHostRequiredError",
      "http://[::1": "URLHostMalformedError",
      "http://a:b@example.com/": "URLValidationError",
      "http://127.0.0.1/": "URLHostPrivateIPForbiddenError",
      "http://0x7f.1/": "URLHostPrivateIPForbiddenError",
      "http://[::ffff:10.0.0.1]/": "URLHostPrivateIPForbiddenError",
      "http://169.254.169.254/latest/": "URLHostPrivateIPForbiddenError",
      "http://example.com:22/": "URLValidationError",
      "http://localhost/": "HostnameNotFoundError",
      "http://no-such-host.invalid/": "HostnameNotFoundError",
    };
    const found: Record<string, string | undefined> = {};
    for (const url of Object.keys(cases)) found[url] = await codeOf(fromUrl(url, options()));
    expect(found).toEqual(cases);
    expect(await codeOf(fromUrl("", options()))).toBe("SourceURLRequiredError");
    expect(await codeOf(fromUrl(`${outside.url}/cat.jpg`, { ...options(), publicKey: "nobody" }))).toBe(
      "ProjectPublicKeyInvalidError",
    );
    expect(await fromUrlStatus("6f6e6c79-2074-4573-a420-64617461aa01", options())).toMatchObject({ status: "unknown" });
  });
});
