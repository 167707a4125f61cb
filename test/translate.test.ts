import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dialect } from "@intaglio/contract";
import { parse as parseIpx, format as formatIpx } from "@intaglio/dialects/ipx/url";
import { parse as parseUploadcare, format as formatUploadcare } from "@intaglio/dialects/uploadcare/url";
import { translate, type Intaglio } from "intaglio";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { columns } from "../packages/dialects/test/plans/columns.ts";
import { columnNames, type ColumnName } from "../packages/dialects/test/plans/row.ts";
import { plans } from "../packages/dialects/test/plans.ts";
import { createTestMedia, publicKey, type TestMedia } from "./support/media.ts";
import sharp from "sharp";

const id = "6f6e6c79-2074-4573-a420-64617461aa01";
const hash = "Vi7wi5KSItxGFsWRG2Us6Q";
let server: TestMedia;
let media: Intaglio<string>;

const photo = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .jpeg()
    .toBuffer();

beforeAll(async () => {
  const hosted = cloudflare({ accountHash: hash, flexibleVariants: true });
  server = await createTestMedia({ dialects: [uploadcare(), cloudinary(), hosted, ipx()] });
  media = server.media;
});
afterAll(() => server.close());

describe("both ways", () => {
  const rows: readonly (readonly [ColumnName, string, ColumnName, string])[] = [
    ["uploadcare", `/${id}/-/preview/800x600/`, "cloudinary", `/demo/image/upload/c_limit,h_600,w_800/f_auto/${id}`],
    [
      "uploadcare",
      `/${id}/-/scale_crop/300x200/center/-/format/webp/-/quality/lighter/`,
      "cloudinary",
      `/demo/image/upload/c_fill,h_200,w_300/f_webp,q_auto:eco/${id}`,
    ],
    [
      "uploadcare",
      `/${id}/-/resize/300x/-/grayscale/-/rotate/90/`,
      "cloudinary",
      `/demo/image/upload/c_scale,w_300/e_grayscale/a_270/f_auto/${id}`,
    ],
    [
      "uploadcare",
      `/${id}/-/scale_crop/300x200/center/-/blur/100/`,
      "cloudflare",
      `/${hash}/${id}/width=300,height=200,fit=cover,blur=20,quality=medium-high,metadata=none`,
    ],
    [
      "cloudinary",
      `/demo/image/upload/c_fill,h_200,w_300/f_auto,q_auto:good/${id}`,
      "cloudflare",
      `/${hash}/${id}/width=300,height=200,fit=cover,metadata=none`,
    ],
    [
      "uploadcare",
      `/${id}/-/scale_crop/300x200/center/-/format/webp/`,
      "ipx",
      `/_ipx/a,autoorient,enlarge,f_webp,s_300x200/${id}`,
    ],
    ["uploadcare", `/${id}/`, "cloudinary", `/demo/image/upload/${id}`],
  ];

  test.each(rows)("%s %s is %s %s", async (from, here, to, there) => {
    expect(await media.translate(here, to)).toEqual({ url: there });
    expect(await media.translate(there, from)).toEqual({ url: here });
  });
});

describe("what the other cannot say is named", () => {
  const rows: readonly (readonly [string, ColumnName, string, string])[] = [
    [`/${id}/-/resize/300x/-/grayscale/`, "cloudflare", "filter", "no option means it there"],
    [`/${id}/-/resize/300x/-/inline/no/photo.jpg`, "ipx", "fileName", "an address here has no name"],
    [`/${id}/-/json/`, "ipx", "info", "there is no modifier for facts"],
    [`/${id}/-/json/`, "cloudinary", "facts", '{"hashes":true} would be left out'],
    [`/${id}/`, "cloudflare", "original", "every address here asks for a picture that is made anew"],
    [`/${id}/-/preview/90x90/-/quality/lighter/-/format/webp/`, "ipx", "encode", "its quality cannot be said"],
    [
      "/demo/image/upload/w_300/cat.jpg",
      "uploadcare",
      "source",
      "names have no address here; nothing was found by the names cat or cat.jpg",
    ],
    ["/_ipx/w_300/cat.jpg", "uploadcare", "source", "names have no address here"],
    [
      "/demo/image/upload/c_fill,h_200,w_300/f_auto/cat.jpg",
      "cloudflare",
      "source",
      "an address here has one name, not cat or else cat.jpg; nothing was found by the names cat or cat.jpg",
    ],
    ["/demo/image/upload/e_sepia/f_auto/cat.jpg", "cloudflare", "filter", "no option means it there"],
    [`/demo/image/upload/c_fit,w_auto/f_auto/${id}`, "uploadcare", "hints", "width, viewportWidth would be left out"],
    [
      `/demo/image/upload/c_scale,w_300/f_auto/d_other.jpg/${id}`,
      "uploadcare",
      "fallback",
      "name:[other+other.jpg] would be left out",
    ],
  ];

  test.each(rows)("%s to %s", async (url, to, step, why) => {
    expect(await media.translate(url, to)).toEqual({ refused: { step, why } });
  });
});

describe("every plan of the table, from every dialect into every other", () => {
  const names = columnNames.flatMap((from) => columnNames.map((to) => [from, to] as const));

  test.each(names)("%s to %s", (from, to) => {
    let said = 0;
    for (const row of plans) {
      const saying = row[from];
      if (typeof saying === "object" && "cannot" in saying) continue;
      const here = columns[from].path(typeof saying === "string" ? saying : saying.says);
      // The columns name their pictures differently: with the other's source all that counts is the plan.
      const reader = {
        parse: (target: { path: string; query: string }) => {
          const read = columns[from].dialect.parse(target);
          return { ...read, plan: { ...read.plan, source: columns[to].source } };
        },
      };
      const { url, refused } = translate(here, reader, columns[to].dialect);
      if (refused) {
        expect(refused.step, here).toMatch(/^\w+$/);
        expect(refused.why, here).not.toBe("");
        expect(from, `${here} in its own words`).not.toBe(to);
        continue;
      }
      said += 1;
      const { steps, encode } = reader.parse({ path: here, query: "" }).plan;
      const there = columns[to].dialect.parse({ path: url, query: "" }).plan;
      expect(there.steps, here).toEqual(steps);
      const { allowed: _, background: __, ...counts } = encode;
      expect(there.encode, here).toMatchObject(counts);
    }
    expect(said).toBeGreaterThanOrEqual(from === to ? 60 : 8);
  });
});

describe("a picture of two possible names", () => {
  const url = (name: string): string => `/demo/image/upload/c_fill,h_200,w_300/f_webp/${name}`;
  const there = (name: string) => ({ url: `/_ipx/a,autoorient,enlarge,f_webp,s_300x200/${name}` });
  let folder: string;
  let other: TestMedia;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "intaglio-names-"));
    await mkdir(join(folder, "shop"));
    for (const name of ["dog.jpg", "both.jpg", "shop/shoe"]) await writeFile(join(folder, name), await photo("#a33"));
    const hosted = cloudflare({ accountHash: hash, flexibleVariants: true });
    other = await createTestMedia({
      dialects: [uploadcare({ publicKey }), cloudinary(), hosted, ipx()],
      folders: [folder],
      render: { renderer: "inline" },
    });
    for (const customId of ["cat", "cow.jpg", "both"]) {
      const stored = await other.upload(await photo("#3a3"));
      await other.media.files.update(stored, { customId });
    }
  });
  afterAll(async () => {
    await other.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    ["cat.jpg", "cat"],
    ["cow.jpg", "cow.jpg"],
    ["dog.jpg", "dog.jpg"],
    ["both.jpg", "both"],
    ["shop/shoe.jpg", "shop/shoe"],
  ])("%s is said for %s, which is there", async (asked, found) => {
    expect(await other.media.translate(url(asked), "ipx")).toEqual(there(found));
    const said = await other.media.translate(url(asked).replace("webp", "auto"), "cloudflare");
    expect(said.url).toMatch(new RegExp(`^/${hash}/${found}/`));
  });

  test("stays as it is where the other words have room for both names", async () => {
    expect(await other.media.translate(url("cat.jpg"), "cloudinary")).toEqual({ url: url("cat.jpg") });
  });

  test("that is private is found, too: it is its owner who asks", async () => {
    const [id = ""] = (await other.media.files.list({})).files
      .filter(({ customId }) => customId === "cat")
      .map((file) => file.id);
    await other.media.files.update(id, { access: "signed" });
    expect(await other.media.translate(url("cat.jpg"), "ipx")).toEqual(there("cat"));
  });

  test("copies nothing", async () => {
    const before = (await other.media.files.list({})).files.length;
    await other.media.translate(url("dog.jpg"), "ipx");
    expect((await other.media.files.list({})).files).toHaveLength(before);
  });
});

describe("addresses", () => {
  test("keep the base path and the public address, and lose their token", async () => {
    const other = await createTestMedia({
      dialects: [uploadcare(), ipx()],
      basePath: "/media",
      publicUrl: "https://cdn.example.com",
    });
    const url = other.media.url(id, [{ op: "blur", sigma: 3 }]);
    expect(await other.media.translate(url, "uploadcare")).toEqual({
      url: `https://cdn.example.com/media/${id}/-/blur/30/`,
    });
    await other.close();
  });

  test("that are none are refused", async () => {
    const throws = (url: string, to: string): Promise<unknown> =>
      media.translate(url, to).catch((error: unknown) => Reflect.get(Object(error), "code"));
    expect(await throws("/robots.txt", "ipx")).toBe("ROUTE_UNKNOWN");
    expect(await throws("/base/", "ipx")).toBe("ROUTE_UNKNOWN");
    expect(await throws(`/${id}/-/resizzze/9x/`, "ipx")).toBe("OPERATION_UNKNOWN");
    expect(await throws(`/${id}/`, "imgix")).toBe("FIELD_INVALID");
    expect(await throws(`/${id}/a b`, "ipx")).toBe("TARGET_INVALID");
  });

  test("need no server", () => {
    const ours: Pick<Dialect, "parse" | "format"> = { parse: (target) => parseIpx(target), format: formatIpx };
    const theirs = { parse: parseUploadcare, format: formatUploadcare };
    const said = translate(`/_ipx/a,autoorient,enlarge,w_300,f_webp/${id}`, ours, theirs);
    expect(said).toEqual({ url: `/${id}/-/resize/300x/-/format/webp/` });
    const back = translate(said.url ?? "", theirs, ours);
    expect(back).toEqual({ url: `/_ipx/a,autoorient,enlarge,f_webp,w_300/${id}` });
  });
});
