/** Several projects in one server: nothing of one is there for another. */
import { createHmac } from "node:crypto";
import { generateSecureSignature } from "@uploadcare/signed-uploads";
import { preview } from "intaglio";
import { cloudinary } from "intaglio/cloudinary";
import { uploadcare } from "intaglio/uploadcare";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestMedia, deliveryKey, makePhoto, publicKey, secretKey, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newSchema } from "./support/places.ts";

const hasPostgres = await optional("postgres");
const photo = await makePhoto(64, 48);
const keysOf = (letter: string) => ({
  secretKeys: [`secret-key-of-${letter}`],
  deliveryKeys: [letter.repeat(64)],
});
const own = { key: publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey] };
const one = { key: "one", ...keysOf("a") };
const two = { key: "two", ...keysOf("b") };
const all = [own, one, two];
type Keys = (typeof all)[number];

/** A path with a token by a project's key, as an official builder would make it. */
function signed(path: string, { deliveryKeys }: Keys): string {
  const text = `exp=4102444800~acl=${path}`;
  const hmac = createHmac("sha256", Buffer.from(deliveryKeys[0] ?? "", "hex"))
    .update(text)
    .digest("hex");
  return `${path}?token=${text}~hmac=${hmac}`;
}

function upload(server: TestMedia, { key, secretKeys }: Keys, by: Keys = { key, secretKeys, deliveryKeys: [] }) {
  const { secureSignature, secureExpire } = generateSecureSignature(by.secretKeys[0] ?? "", { lifetime: 60_000 });
  return server.post(photo, { fields: { UPLOADCARE_PUB_KEY: key, signature: secureSignature, expire: secureExpire } });
}

const uploaded = async (answer: Promise<Response>): Promise<string> =>
  ((await (await answer).json()) as { file: string }).file;

describe.each([
  ["SQLite", true],
  ["PostgreSQL", hasPostgres],
] as const)("on %s", (name, isThere) => {
  async function start(options: Parameters<typeof createTestMedia>[0] = {}): Promise<TestMedia> {
    const database = name === "SQLite" ? {} : { database: await newSchema() };
    const server = await createTestMedia({ ...database, uploads: "signed", projects: [one], ...options });
    onTestFinished(() => server.close());
    return server;
  }

  test.skipIf(!isThere)("each takes uploads and gives files out under its own keys alone", async () => {
    const server = await start();
    await server.media.projects.create(two);
    for (const project of all) {
      const id = await uploaded(upload(server, project));
      for (const other of all) {
        const isOwn = other === project;
        expect((await upload(server, project, other)).status, `${other.key} for ${project.key}`).toBe(
          isOwn ? 200 : 403,
        );
        for (const path of [`/${id}/`, `/${id}/-/resize/32x/`])
          expect((await server.get(signed(path, other))).status, `${other.key} for ${project.key}`).toBe(
            isOwn ? 200 : 403,
          );
        const info = await server.get(`/info/?pub_key=${other.key}&file_id=${id}`);
        expect(info.status).toBe(isOwn ? 200 : 404);
      }
      expect((await server.get(`/${id}/`)).status).toBe(403);
    }
    expect((await server.post(photo, { fields: { UPLOADCARE_PUB_KEY: "three" } })).status).toBe(403);
  });

  test.skipIf(!isThere)("no project lays another's picture on its own", async () => {
    const server = await start();
    await server.media.projects.create(two);
    const [mine, theirs] = [await uploaded(upload(server, one)), await uploaded(upload(server, two))];
    const second = await uploaded(upload(server, one));
    const status = async (layer: string) =>
      (await server.get(signed(`/${mine}/-/preview/-/overlay/${layer}/50px50p/`.replace("50px50p", "20x20"), one)))
        .status;
    expect([await status(second), await status(theirs)]).toEqual([200, 404]);
  });

  test.skipIf(!isThere)("each has settings of its own", async () => {
    const server = await start({ limits: { uploadTypes: ["*"] } });
    await server.media.projects.create({
      ...two,
      uploads: "open",
      delivery: "open",
      autoStore: false,
      limits: { maxBytes: photo.byteLength, types: ["image/*"] },
    });
    const open = (file: Uint8Array) => server.post(file, { fields: { UPLOADCARE_PUB_KEY: two.key } });
    const id = await uploaded(open(photo));
    expect((await server.media.files.find(id))?.storedAt).toBeNull();
    expect((await server.get(`/${id}/`)).status).toBe(200);
    expect((await open(Buffer.concat([photo, Buffer.alloc(1)]))).status).toBe(400);
    expect((await open(Buffer.from("text"))).status).toBe(400);
    const kept = await uploaded(upload(server, one));
    expect((await server.media.files.find(kept))?.storedAt).not.toBeNull();
    expect((await server.get(`/${kept}/`)).status).toBe(403);
  });

  test.skipIf(!isThere)("keys are changed while it runs, and hold at once", async () => {
    const server = await start();
    await server.media.projects.create(two);
    const id = await uploaded(upload(server, two));
    expect((await server.get(signed(`/${id}/`, two))).status).toBe(200);
    const fresh = { key: two.key, ...keysOf("c") };
    await server.media.projects.update(two.key, {
      secretKeys: [...fresh.secretKeys, ...two.secretKeys],
      deliveryKeys: [...fresh.deliveryKeys, ...two.deliveryKeys],
    });
    for (const keys of [fresh, two]) {
      expect((await upload(server, keys)).status).toBe(200);
      expect((await server.get(signed(`/${id}/`, keys))).status).toBe(200);
    }
    await server.media.projects.update(two.key, { secretKeys: fresh.secretKeys, deliveryKeys: fresh.deliveryKeys });
    expect((await upload(server, two)).status).toBe(403);
    expect((await server.get(signed(`/${id}/`, two))).status).toBe(403);
    expect((await server.get(signed(`/${id}/`, fresh))).status).toBe(200);
  });

  test.skipIf(!isThere)("what was made is kept sealed, and listed; wrong ones are refused", async () => {
    const server = await start();
    await server.media.projects.create(two);
    expect((await server.media.projects.list()).map(({ key }) => key)).toEqual(["one", "two"]);
    expect(await server.media.projects.find("two")).toMatchObject({ ...two, id: "two" });
    expect(await server.media.projects.find("three")).toBeUndefined();
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => "done",
        (error: { code: string }) => error.code,
      );
    for (const taken of [publicKey, "one", "two"])
      expect(await codeOf(server.media.projects.create({ key: taken }))).toBe("PROJECT_EXISTS");
    for (const wrong of [
      { key: "a b" },
      { key: "x", secretKeys: ["short"] },
      { key: "x", other: 1 },
      { key: "x", deliveryKeys: [] },
    ])
      expect(await codeOf(server.media.projects.create(wrong as never))).toBe("FIELD_INVALID");
    expect(await server.media.projects.update("three", {})).toBeUndefined();
  });
});

describe("links of a project", () => {
  const start = async (options: Parameters<typeof createTestMedia>[0] = {}): Promise<TestMedia> => {
    const server = await createTestMedia({ uploads: "signed", projects: [one], ...options });
    onTestFinished(() => server.close());
    await server.media.projects.create(two);
    return server;
  };

  test("open its own files alone, and its tickets make files its own", async () => {
    const server = await start({ presets: { small: [preview(20, 20)] } });
    const { projects } = server.media;
    const ids = new Map<string, string>();
    for (const { key } of all) {
      const { headers } = (await projects.links(key)).signUpload({ maxBytes: photo.byteLength });
      const fields = { UPLOADCARE_PUB_KEY: key };
      for (const other of all)
        if (other.key !== key)
          expect((await server.post(photo, { headers, fields: { UPLOADCARE_PUB_KEY: other.key } })).status).toBe(401);
      const id = await uploaded(server.post(photo, { headers, fields }));
      expect(await server.media.files.find(id)).toMatchObject({ project: key === publicKey ? "" : key });
      expect((await server.post(photo, { headers, fields })).status, "it is good once").toBe(403);
      ids.set(key, id);
    }
    for (const { key } of all)
      for (const [owner, id] of ids) {
        const links = await projects.links(key);
        const [bare] = links.url(id, [preview(30, 30)], { signed: false }).split("?");
        const urls = [
          links.url(id),
          links.url(id, "small"),
          links.url(id, [], { reach: "file" }),
          links.sign(bare ?? ""),
        ];
        for (const url of urls)
          expect((await server.get(url)).status, `${key}: ${url}`).toBe(key === owner ? 200 : 403);
      }
    const mine = ids.get(publicKey) ?? "";
    expect((await projects.links(publicKey)).url(mine)).toBe(server.media.url(mine));
  });

  test("have the keys of the moment at which they were asked for", async () => {
    const server = await start();
    const { projects } = server.media;
    const id = await uploaded(upload(server, two));
    const before = await projects.links("two");
    await projects.update("two", keysOf("c"));
    expect((await server.get(before.url(id))).status).toBe(403);
    expect((await server.get((await projects.links("two")).url(id))).status).toBe(200);
  });

  test("are refused for a project that is not there, and for addresses of dialects that know none", async () => {
    const dialects = [cloudinary(), uploadcare({ publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey] })];
    const server = await start({ dialects });
    const { projects } = server.media;
    for (const key of ["three", "", "__proto__", 5 as never, undefined as never])
      await expect(projects.links(key), JSON.stringify(key)).rejects.toMatchObject({ code: "KEY_UNKNOWN" });
    const links = await projects.links("one");
    const id = await uploaded(upload(server, one));
    expect((await server.get(links.url(id))).status, "in the words of the dialect that knows projects").toBe(200);
    expect(() => links.sign(`/demo/image/upload/w_20/${id}`)).toThrow(
      expect.objectContaining({ code: "ROUTE_UNKNOWN" }),
    );
    expect(() => links.url("no-id")).toThrow(expect.objectContaining({ code: "FILE_ID_INVALID" }));
  });
});

test("without the option there is the server's own project alone", async () => {
  const server = await createTestMedia({});
  onTestFinished(() => server.close());
  await expect(server.media.projects.create({ key: "two" })).rejects.toThrow("projects");
  await expect(server.media.projects.links(publicKey)).rejects.toThrow("projects");
  expect((await server.post(photo, { fields: { UPLOADCARE_PUB_KEY: "two" } })).status).toBe(403);
});
