/** Groups, from the upload to the pictures: what they show, to whom, and what stays when files or groups go. */
import { checkPlan } from "@intaglio/contract";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lookAt, makeGroup, makeRed, postGroup, restHeaders, withServer, type GroupBody } from "./support/groups.ts";
import { createTestMedia, deliveryKey, makePhoto, publicKey, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newSchema } from "./support/places.ts";
import { countedToken } from "./support/upload-token.ts";

const red = await makeRed();
const photo = await makePhoto(80, 60, 3);

describe("pictures of a group", () => {
  let server: TestMedia;
  beforeAll(async () => {
    server = await createTestMedia({ delivery: "open" });
  });
  afterAll(() => server.close());

  test("are the originals, or what comes first is done first", async () => {
    const id = await server.upload(red, { name: "red.png", type: "image/png" });
    const group = await makeGroup(server, [
      id,
      `${id}/-/crop/30x40/0,0/`,
      `http://localhost/${id}/-/setfill/00f/-/rotate/90/-/format/png/red.png`,
      `${id}/-/resize/20x/-/format/webp/`,
    ]);
    const below = `/${group.id}/nth`;
    const original = await server.get(`${below}/0/`);
    expect(Buffer.from(await original.arrayBuffer()).equals(red)).toBe(true);
    expect(original.headers.get("content-disposition")).toBe('inline; filename="red.png"');
    const named = await server.get(`${below}/0/mine.png`);
    expect(named.headers.get("content-disposition")).toBe('inline; filename="mine.png"');
    expect(await lookAt(server, `${below}/1/-/format/png/`)).toBe("30x40 png");
    expect(await lookAt(server, `${below}/1/-/rotate/90/-/format/png/`), "cropped, then turned").toBe("40x30 png");
    expect(await lookAt(server, `${below}/1/-/resize/15x/-/format/png/`)).toBe("15x20 png");
    expect(await lookAt(server, `${below}/2/`)).toBe("40x60 png");
    expect(await lookAt(server, `${below}/2/-/crop/40x20/0,0/`), "turned, then cropped").toBe("40x20 png");
    expect(await lookAt(server, `${below}/3/`)).toBe("20x13 webp");
    expect(await lookAt(server, `${below}/3/-/format/jpeg/`), "of settings the last one counts").toBe("20x13 jpeg");
    const outside = await server.get(`${below}/2/-/crop/60x60/0,0/`);
    const pixel = sharp(Buffer.from(await outside.arrayBuffer())).extract({
      left: 50,
      top: 5,
      width: 1,
      height: 1,
    });
    expect([...(await pixel.removeAlpha().raw().toBuffer())], "a state goes on").toEqual([0, 0, 255]);
    const facts = (await (await server.get(`${below}/1/-/json/`)).json()) as object;
    expect(facts).toMatchObject({ id, width: 30, height: 40 });
    const colors = (await (await server.get(`${below}/1/-/main_colors/1/`)).json()) as { id: string };
    expect(colors.id).toBe(`${id}/-/crop/30x40/-/main_colors/1/`);
    expect(await lookAt(server, `${below}/4/`)).toBe("404");
    expect(await lookAt(server, `/${group.id.replace("~4", "~5")}/nth/0/`)).toBe("404");
  });

  test("share their renditions with the file, and answer conditions and ranges", async () => {
    const id = await server.upload(photo);
    const group = await makeGroup(server, [`${id}/-/resize/20x/`]);
    const path = `/${group.id}/nth/0/-/format/png/`;
    const [one, other] = [await server.get(path), await server.get(`/${id}/-/resize/20x/-/format/png/`)];
    expect(one.headers.get("etag")).toBe(other.headers.get("etag"));
    const etag = one.headers.get("etag") ?? "";
    expect((await server.get(path, { "if-none-match": etag })).status).toBe(304);
    expect((await server.get(path, { range: "bytes=0-9" })).status).toBe(206);
    expect((await server.get(path, {}, "HEAD")).headers.get("content-length")).toBe(one.headers.get("content-length"));
    expect((await server.get(path, {}, "POST")).status).toBe(405);
  });

  test("that ask for more together than a plan may have are refused", async () => {
    const id = await server.upload(photo);
    const group = await makeGroup(server, [`${id}/${"-/rotate/90/".repeat(15)}`]);
    expect(await lookAt(server, `/${group.id}/nth/0/-/format/png/`)).toBe("60x80 png");
    expect(await lookAt(server, `/${group.id}/nth/0/${"-/rotate/90/".repeat(15)}`)).toBe("400");
  });

  test("go with their file, and with the group", async () => {
    const [stays, goes] = [await server.upload(photo), await server.upload(red)];
    const group = await makeGroup(server, [stays, goes, goes]);
    await server.media.files.remove(goes);
    expect(await lookAt(server, `/${group.id}/nth/0/`)).toBe("80x60 jpeg");
    expect(await lookAt(server, `/${group.id}/nth/1/`)).toBe("404");
    const listed = (await (await server.get(`/${group.id}/`)).json()) as GroupBody;
    expect(listed.files_count).toBe(3);
    expect(listed.files.map((file) => file?.uuid)).toEqual([stays, undefined, undefined]);
    expect(await (await postGroup(server, [stays, goes])).text()).toBe("Some files not found.");
    const removed = await server.get(`/groups/${group.id}/`, restHeaders(), "DELETE");
    expect([removed.status, await removed.text()]).toEqual([204, ""]);
    for (const path of ["", "nth/0/", "archive/zip/"])
      expect((await server.get(`/${group.id}/${path}`)).status).toBe(404);
    expect(await lookAt(server, `/${stays}/`), "its files stay").toBe("80x60 jpeg");
  });

  test("are explained", async () => {
    const id = await server.upload(red);
    const group = await makeGroup(server, [`${id}/-/crop/30x40/0,0/`]);
    const told = await server.media.explain(`/${group.id}/nth/0/-/resize/15x/`);
    expect(told).toMatchObject({ status: 200, source: { source: `member:${group.id}/0`, id } });
    expect(told.steps.map(({ op }) => op)).toEqual(["orient", "crop", "resize"]);
    expect(await server.media.explain(`/${group.id}/`)).toMatchObject({ recipe: "group", delivery: null });
    expect(await server.media.explain(`/${group.id}/nth/7/`)).toMatchObject({
      status: 404,
      source: { state: "missing" },
    });
  });
});

describe("other grammars", () => {
  test("have no words for a group's file, but for the file and what is done to it", () =>
    withServer({ dialects: [uploadcare({ publicKey }), ipx(), cloudinary(), cloudflare()] }, async (server) => {
      const id = await server.upload(red);
      const group = await makeGroup(server, [`${id}/-/resize/20x/`]);
      const below = `/${group.id}/nth/0/-/rotate/90/-/format/png/`;
      expect(await server.media.translate(below, "cloudinary")).toEqual(
        await server.media.translate(`/${id}/-/resize/20x/-/rotate/90/-/format/png/`, "cloudinary"),
      );
      const source = { kind: "member", group: group.id, index: 0 } as const;
      const delivery = { answer: "image", plan: checkPlan({ source }) } as const;
      for (const setup of [ipx(), cloudinary(), cloudflare()])
        expect(() => setup.create({ deriveKey: () => new Uint8Array(32) }).format(delivery), setup.name).toThrow(
          "source: files of groups have no address here",
        );
    }));
});

describe("who may have what", () => {
  const path = (url: string) => url.split("?", 1)[0] ?? "";

  test("a group's token opens the group alone, and a file's the file alone", () =>
    withServer({}, async (server) => {
      const { url } = server.media;
      const id = await server.upload(photo);
      const group = await makeGroup(server, [id]);
      const dialect = uploadcare({ publicKey, deliveryKeys: [deliveryKey] }).create({
        deriveKey: () => new Uint8Array(32),
      });
      const sign = (at: string, reach: "exact" | "file" = "exact") => dialect.sign(at, 4_000_000_000, reach);
      const statusOf = async (at: string) => (await server.get(at)).status;
      for (const at of ["", "nth/0/", "nth/0/-/preview/10x10/", "archive/zip/", "archive/tar/all.tar"]) {
        const own = `/${group.id}/${at}`;
        expect(await statusOf(own), own).toBe(403);
        expect(await statusOf(sign(own)), own).toBe(200);
        expect(await statusOf(own.replace("~", "%7e") + sign(own).slice(own.length)), own).toBe(200);
        const query = sign(`/${id}/`, "file").split("?")[1];
        expect(await statusOf(`${own}?${query}`), own).toBe(403);
        expect(await statusOf(`/${id}/?${sign(own, "file").split("?")[1]}`), own).toBe(403);
      }
      const member = sign(`/${group.id}/nth/0/`, "file").split("?")[1];
      expect(await statusOf(`/${group.id}/nth/0/-/rotate/90/?${member}`)).toBe(200);
      for (const at of ["", "nth/1/", "archive/zip/"]) expect(await statusOf(`/${group.id}/${at}?${member}`)).toBe(403);
      expect(path(url(id, [])), "the programmatic interface still signs files").toBe(`/${id}/`);
      expect((await server.get(`/${group.id}/nth/5/`)).status, "unsigned, all is alike").toBe(403);
      expect((await server.get(`/${group.id.replace("~1", "~2")}/`)).status).toBe(403);
      const answer = await server.get(sign(`/${group.id}/nth/0/`));
      expect(answer.headers.get("cache-control")).toMatch(/^private, max-age=/);
    }));

  test("a private file is not in an open group, and a public one is in any", () =>
    withServer({ delivery: "open" }, async (server) => {
      const [shut, open] = [await server.upload(photo), await server.upload(red)];
      await server.media.files.update(shut, { access: "signed" });
      const group = await makeGroup(server, [shut, open]);
      expect(await lookAt(server, `/${group.id}/nth/0/`)).toBe("404");
      expect(await lookAt(server, `/${group.id}/nth/1/`)).toBe("60x40 png");
      const listed = (await (await server.get(`/${group.id}/`)).json()) as GroupBody;
      expect(listed.files.map((file) => file?.uuid)).toEqual([undefined, open]);
      expect((await server.get(`/${group.id}/archive/tar/`)).status).toBe(404);
    }));

  test("a public file goes out of a group that is closed; presets are no group's", () =>
    withServer({ delivery: "presets", presets: { thumb: [] } }, async (server) => {
      const id = await server.upload(red);
      const group = await makeGroup(server, [id, `${id}/-/resize/10x/`]);
      expect(await lookAt(server, `/${group.id}/nth/0/`)).toBe("403");
      expect(await lookAt(server, `/${group.id}/nth/1/-/preview/`)).toBe("403");
      expect((await server.get(`/${group.id}/`)).status).toBe(403);
      await server.media.files.update(id, { access: "public" });
      expect(await lookAt(server, `/${group.id}/nth/0/`)).toBe("60x40 png");
      expect((await server.get(`/${group.id}/`)).status).toBe(403);
    }));

  test("where a private picture was taken is not in its group either", () =>
    withServer({}, async (server) => {
      const exif = {
        IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 30/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "13/1 0/1 0/1" },
      };
      const id = await server.upload(await sharp(photo).withExif(exif).jpeg().toBuffer());
      const made = await makeGroup(server, [id]);
      expect(JSON.stringify(made)).toContain('"geo_location":null');
      const info = await (await server.get(`/group/info/?pub_key=${publicKey}&group_id=${made.id}`)).text();
      expect(info).toContain('"geo_location":null');
      const owner = await (await server.get(`/groups/${made.id}/`, restHeaders())).text();
      expect(owner, "its owner may know").toContain('"latitude":52.5');
    }));

  test("signed uploads sign groups too", () =>
    withServer({ uploads: "signed", delivery: "open" }, async (server) => {
      const id = (await server.media.files.list()).files[0]?.id ?? "6f6e6c79-2074-4573-a420-64617461aa01";
      const answer = await postGroup(server, [id]);
      expect([answer.status, await answer.text()]).toEqual([400, "`signature` is required."]);
    }));

  test("a counted upload token is used up by groups as by files, and a group that is refused gives it back", () =>
    withServer({ uploads: "signed", delivery: "open" }, async (server) => {
      const headers = countedToken(3);
      const id = await server.upload(photo, { headers });
      const ask = async (entries: readonly string[]): Promise<number> =>
        (await postGroup(server, entries, publicKey, headers)).status;
      expect(await ask([id, "6f6e6c79-2074-4573-a420-64617461aa01"])).toBe(400);
      expect(await ask([])).toBe(400);
      const statuses = await Promise.all(Array.from({ length: 9 }, () => ask([id])));
      const ofStatus = (wanted: number): number => statuses.filter((status) => status === wanted).length;
      expect([ofStatus(200), ofStatus(403)]).toEqual([2, 7]);
      expect(await (await postGroup(server, [id], publicKey, headers)).text()).toMatch("limit of the token");
      expect((await server.post(photo, { headers })).status, "nor is anything left for files").toBe(403);
      const list = (await (await server.get("/groups/", restHeaders())).json()) as { total: number };
      expect(list.total).toBe(2);
      expect((await postGroup(server, [id], publicKey, server.media.signUpload().headers)).status).toBe(403);
    }));
});

describe.each(["SQLite", "PostgreSQL"] as const)("on %s", (database) => {
  const isThere = database === "SQLite" || optional("postgres");

  test("groups of two projects know nothing of each other", async ({ skip }) => {
    if (!(await isThere)) return skip();
    const projects = [
      { key: "one", secretKeys: ["one-secret"], delivery: "open" as const },
      { key: "two", secretKeys: ["two-secret"], delivery: "open" as const },
    ];
    const own = database === "SQLite" ? {} : { database: await newSchema() };
    await withServer({ ...own, projects }, async (server) => {
      const upload = (key: string) => server.upload(photo, { fields: { UPLOADCARE_PUB_KEY: key } });
      const [mine, theirs] = [await upload("one"), await upload("two")];
      const group = await makeGroup(server, [mine], "one");
      expect(await (await postGroup(server, [mine], "two")).text()).toBe("Some files not found.");
      expect(await (await postGroup(server, [mine, theirs], "one")).text()).toBe("Some files not found.");
      const info = (key: string) => server.get(`/group/info/?pub_key=${key}&group_id=${group.id}`);
      expect((await info("one")).status).toBe(200);
      expect([(await info("two")).status, await (await info("two")).text()]).toEqual([404, "group_id is invalid."]);
      const as = (key: string) => restHeaders(key, `${key}-secret`);
      expect((await server.get(`/groups/${group.id}/`, as("two"))).status).toBe(404);
      expect((await server.get(`/groups/${group.id}/`, as("two"), "DELETE")).status).toBe(404);
      expect(await (await server.get("/groups/", as("two"))).json()).toMatchObject({ total: 0, results: [] });
      expect(await (await server.get("/groups/", as("one"))).json()).toMatchObject({
        total: 1,
        results: [{ id: group.id }],
      });
      expect(await lookAt(server, `/${group.id}/nth/0/`), "with its own project's policy").toBe("80x60 jpeg");
      expect((await server.get(`/${group.id}/`)).status).toBe(200);
      expect((await server.get(`/groups/${group.id}/`, as("one"), "DELETE")).status).toBe(204);
      expect((await server.get(`/${group.id}/`)).status, "nobody's is the server's own").toBe(403);
    });
  });

  test("a list is turned over page by page, both ways, with each group once", async ({ skip }) => {
    if (!(await isThere)) return skip();
    const own = database === "SQLite" ? {} : { database: await newSchema() };
    await withServer(own, async (server) => {
      const id = await server.upload(red);
      const ids: string[] = [];
      for (let count = 1; count <= 47; count += 1)
        ids.push((await makeGroup(server, Array(count % 5 || 1).fill(id))).id);
      interface Page {
        readonly next: string | null;
        readonly previous: string | null;
        readonly total: number;
        readonly results: readonly { readonly id: string; readonly files_count: number }[];
      }
      const read = async (at: string) => {
        const url = new URL(at, "http://media.test");
        return (await (await server.get(url.pathname + url.search, restHeaders())).json()) as Page;
      };
      for (const [ordering, expected] of [
        ["datetime_created", ids],
        ["-datetime_created", ids.toReversed()],
      ] as const) {
        const there: string[] = [];
        const back: string[] = [];
        let last = "";
        for (let at: string | null = `/groups/?limit=22&ordering=${ordering}`; at !== null;) {
          const page: Page = await read((last = at));
          expect(page.total).toBe(47);
          there.push(...page.results.map((group) => group.id));
          at = page.next;
        }
        expect(there).toEqual(expected);
        for (let at: string | null = last; at !== null;) {
          const page: Page = await read(at);
          back.unshift(...page.results.map((group) => group.id));
          at = page.previous;
        }
        expect(back).toEqual(expected);
      }
      const all = await read("/groups/?limit=1000");
      expect(all.results.map(({ id: one, files_count }) => one.endsWith(`~${files_count}`))).not.toContain(false);
      for (const bad of ["limit=0", "limit=1001", "limit=x", "ordering=size", "from=yesterday", "from=%00"])
        expect((await server.get(`/groups/?${bad}`, restHeaders())).status, bad).toBe(400);
      expect((await server.get("/groups/", { ...restHeaders(), authorization: "" })).status).toBe(401);
    });
  });
});

test("a thousand files make a group in both kinds of forms, and more fields than that are refused", () =>
  withServer({ delivery: "open" }, async (server) => {
    const id = await server.upload(red);
    const send = (body: FormData | URLSearchParams) =>
      server.media.fetch(new Request("http://media.test/group/?jsonerrors=1", { method: "POST", body }));
    const fill = (body: FormData | URLSearchParams, count: number) => {
      body.set("pub_key", publicKey);
      for (let at = 0; at < count; at += 1) body.append("files[]", `${id}/-/rotate/90/`);
      return body;
    };
    for (const kind of [FormData, URLSearchParams]) {
      const made = (await (await send(fill(new kind(), 1000))).json()) as GroupBody;
      expect(made.files).toHaveLength(1000);
      expect(await lookAt(server, `/${made.id}/nth/999/-/format/png/`)).toBe("40x60 png");
      const refused = (await (await send(fill(new kind(), 1001))).json()) as { error: object };
      expect(refused.error).toMatchObject({ error_code: "FilesNumberLimitExceededError" });
      const many = (await (await send(fill(new kind(), 1200))).json()) as { error: object };
      expect(many.error).toMatchObject({ error_code: "RequestFiledsNumberLimitExceededError" });
    }
    const start = performance.now();
    const flood = new URLSearchParams("a=&".repeat(250_000));
    expect(((await (await send(flood)).json()) as { error: { error_code: string } }).error.error_code).toBe(
      "RequestFiledsNumberLimitExceededError",
    );
    expect(performance.now() - start).toBeLessThan(2000);
  }));
