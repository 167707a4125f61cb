/** Searches of files with the official REST client, and over HTTP where the client says nothing of the sort. */
import * as rest from "@uploadcare/rest-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startMedia, type ListeningMedia } from "../support/listening.ts";
import { makePhoto, publicKey, secretKey } from "../support/media.ts";
import { optional } from "../support/optional.ts";
import { newSchemaUntil } from "../support/places.ts";
import { askRest } from "../support/rest.ts";

const hasPostgres = await optional("postgres");
const other = { key: "otherproject", secretKeys: ["another-secret-key"] };

describe.each([
  ["SQLite", true],
  ["PostgreSQL", hasPostgres],
] as const)("on %s", (database, isThere) => {
  let server: ListeningMedia;
  let dropSchema = async (): Promise<void> => {};
  const ids: Record<string, string> = {};
  const settings = (key = publicKey, secret: string = secretKey) => ({
    apiBaseURL: server.url,
    authSchema: new rest.UploadcareAuthSchema({ publicKey: key, secretKey: secret }),
  });
  const found = async (options: rest.SearchFilesOptions): Promise<(string | undefined)[]> =>
    (await rest.searchFiles(options, settings())).results.map(({ originalFilename }) => originalFilename);

  beforeAll(async () => {
    if (!isThere) return;
    const place = database === "SQLite" ? undefined : await newSchemaUntil();
    dropSchema = place?.drop ?? dropSchema;
    server = await startMedia({
      ...(place && { database: place.address }),
      projects: [other],
      limits: { uploadTypes: ["*"] },
    });
    const small = await makePhoto(40, 30);
    const large = await makePhoto(400, 300);
    const add = async (name: string, bytes: Uint8Array, fields: Record<string, string> = {}): Promise<void> => {
      ids[name] = await server.upload(bytes, { name, fields });
    };
    await add("holiday at the sea.jpg", small, { "metadata[place]": "town & country <b>", "metadata[year]": "2026" });
    await add("holiday in the hills.jpg", large, { "metadata[place]": "Füssen" });
    await add("invoice 1234.txt", new TextEncoder().encode("nothing to see"), { "metadata[place]": "Lisbon" });
    await rest.replaceTags({ uuid: ids["holiday at the sea.jpg"] ?? "", tags: ["sea", "summer"] }, settings());
    await rest.replaceTags({ uuid: ids["holiday in the hills.jpg"] ?? "", tags: ["summer"] }, settings());
    await server.upload(small, { name: "holiday of a stranger.jpg", fields: { UPLOADCARE_PUB_KEY: other.key } });
  });
  afterAll(async () => {
    if (!isThere) return;
    await server.close();
    await dropSchema();
  });

  test.skipIf(!isThere)("words, phrases and values, with what matched", async () => {
    const { total, perPage, results } = await rest.searchFiles({ query: "holiday" }, settings());
    expect([total, perPage]).toEqual([2, 20]);
    expect(results.map(({ uuid }) => uuid).toSorted((a, b) => a.localeCompare(b))).toEqual(
      [ids["holiday at the sea.jpg"], ids["holiday in the hills.jpg"]].toSorted((a = "", b = "") => a.localeCompare(b)),
    );
    expect(results[0]?.highlight?.originalFilename?.[0]).toMatch(/^<em>holiday<\/em> /);
    const [first] = (await rest.searchFiles({ phrase: { metadata: "town & country" } }, settings())).results;
    expect(first?.highlight?.metadata).toEqual({ place: "<em>town</em> <em>&amp;</em> <em>country</em> &lt;b&gt;" });
    expect(await found({ exact: { metadata: { place: ["Lisbon", "Füssen"] } }, sort: [{ field: "size" }] })).toEqual([
      "invoice 1234.txt",
      "holiday in the hills.jpg",
    ]);
    expect(await found({ exact: { uuid: [ids["invoice 1234.txt"] ?? ""] } })).toEqual(["invoice 1234.txt"]);
    expect(await found({ query: "holyday", fuzziness: true, tags: { all: ["sea"] } })).toEqual([
      "holiday at the sea.jpg",
    ]);
    expect(await found({ query: "füssen" })).toEqual(["holiday in the hills.jpg"]);
    expect(await found({ query: "nothing of the kind" })).toEqual([]);
  });

  test.skipIf(!isThere)("ranges, pictures and tags, in an order", async () => {
    expect(await found({ isImage: false })).toEqual(["invoice 1234.txt"]);
    expect(await found({ size: { gt: 14 }, sort: [{ field: "size", order: "desc" }] })).toEqual([
      "holiday in the hills.jpg",
      "holiday at the sea.jpg",
    ]);
    expect(await found({ tags: { any: ["summer"], none: ["sea"] } })).toEqual(["holiday in the hills.jpg"]);
    const { datetimeUploaded = "" } = (
      await rest.searchFiles({ exact: { uuid: [ids["holiday in the hills.jpg"] ?? ""] } }, settings())
    ).results[0] as { datetimeUploaded?: string };
    expect(await found({ datetimeUploaded: { lt: datetimeUploaded } })).toEqual(["holiday at the sea.jpg"]);
  });

  test.skipIf(!isThere)("pages lead to one another", async () => {
    const body = { size: { gte: 0 }, sort: ["original_filename"] };
    type Page = { next: string | null; previous: string | null; results: { original_filename: string }[] };
    const names: string[] = [];
    let path: string | null = "/files/search/?limit=2";
    let turns = 0;
    while (path !== null && turns < 5) {
      const { status, body: page } = await askRest(server.media, "POST", path, body);
      expect(status).toBe(200);
      const { next, results } = page as Page;
      names.push(...results.map((file) => file.original_filename));
      path = next === null ? null : next.replace(/^https?:\/\/[^/]+/, "");
      turns += 1;
    }
    expect(names).toEqual(["holiday at the sea.jpg", "holiday in the hills.jpg", "invoice 1234.txt"]);
    const last = await askRest(server.media, "POST", "/files/search/?limit=2&offset=2", body);
    expect((last.body as Page).previous).toContain("offset=0");
  });

  test.skipIf(!isThere)("nothing of another project is found", async () => {
    const theirs = await rest.searchFiles({ query: "holiday" }, settings(other.key, other.secretKeys[0]));
    expect(theirs.results.map(({ originalFilename }) => originalFilename)).toEqual(["holiday of a stranger.jpg"]);
    expect(await found({ query: "stranger" })).toEqual([]);
  });

  test.skipIf(!isThere).each([
    [{}, "non_field_errors"],
    [[], "non_field_errors"],
    [{ query: "abc" }, "query"],
    [{ query: 5 }, "query"],
    [{ query: "longer ".repeat(200) }, "query"],
    [{ phrase: { size: "1234" } }, "phrase"],
    [{ phrase: {} }, "phrase"],
    [{ exact: { uuid: "x" } }, "exact"],
    [{ exact: { original_filename: [] } }, "exact"],
    [{ phrase: { original_filename: "photo" }, exact: { original_filename: ["photo"] } }, "exact"],
    [{ size: { gt: -1 } }, "size"],
    [{ size: { about: 1 } }, "size"],
    [{ datetime_uploaded: { gt: "yesterday" } }, "datetime_uploaded"],
    [{ is_image: "yes" }, "is_image"],
    [{ tags: { some: ["a"] } }, "tags"],
    [{ tags: { any: [""] } }, "tags"],
    [{ is_image: true, sort: ["colour"] }, "sort"],
    [{ is_image: true, sort: ["size", "-size"] }, "sort"],
    [{ is_image: true, fuzziness: 1 }, "fuzziness"],
  ] as const)("refused by its field: %#", async (body, field) => {
    const answer = await askRest(server.media, "POST", "/files/search/", body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(400);
    expect(Object.keys(answer.body as object)).toEqual([field]);
  });

  test.skipIf(!isThere).each(["limit=0", "limit=101", "limit=x", "offset=-1", "offset=990&limit=20", "include=all"])(
    "?%s is refused",
    async (query) => {
      const answer = await askRest(server.media, "POST", `/files/search/?${query}`, { is_image: true });
      expect(answer.status).toBe(400);
    },
  );

  test.skipIf(!isThere)("a search without a key, or by another method, is none", async () => {
    const wrong = await askRest(
      server.media,
      "POST",
      "/files/search/",
      { query: "holiday" },
      { key: publicKey, secret: "x" },
    );
    expect(wrong.status).toBe(401);
    expect((await askRest(server.media, "DELETE", "/files/search/")).status).toBeGreaterThanOrEqual(400);
  });
});
