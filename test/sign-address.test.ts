// Addresses that clients wrote themselves, signed as they stand.
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

const publicUrl = "http://media.test";
let server: TestMedia;
let id: string;

beforeAll(async () => {
  server = await createTestMedia({
    publicUrl,
    dialects: [uploadcare({ publicKey }), cloudinary(), cloudflare(), ipx()],
  });
  id = await server.upload(await makePhoto(320, 240));
});
afterAll(() => server.close());

const pathOf = (url: string): string => url.slice(publicUrl.length);

test("each dialect's address goes out under its token, and nothing else does", async () => {
  const plain = `/${id}/-/preview/64x64/-/format/png/-/@clib/blocks/1.2.3/uc-cloud-image-editor/`;
  const others = [];
  for (const name of ["cloudinary", "cloudflare", "ipx"]) {
    const said = await server.media.translate(plain, name);
    if (said.refused) throw new Error(said.refused.why);
    others.push(pathOf(said.url));
  }
  for (const path of [plain, ...others]) {
    expect((await server.get(path)).status, path).toBeGreaterThan(399);
    const signed = pathOf(server.media.sign(path, { expiresIn: 60 }));
    const answer = await server.get(signed);
    expect(answer.status, signed).toBe(200);
    expect(answer.headers.get("cache-control"), signed).toMatch(/^private, max-age=(60|59|58)$/);
    expect(await sharp(await answer.bytes()).metadata(), signed).toMatchObject({ width: 64, height: 48 });
    expect((await server.get(signed.replace("64", "65"))).status, signed).toBeGreaterThan(399);
  }
});

test("whole addresses of this server are taken, too", async () => {
  const path = `/${id}/-/json/`;
  expect(server.media.sign(publicUrl + path)).toMatch(/^http:\/\/media\.test\/[\w/-]+\?token=exp=\d+~acl=[^*]+~hmac=/);
  expect((await server.get(pathOf(server.media.sign(publicUrl + path)))).status).toBe(200);
});

test("what is no picture's address is refused", () => {
  const codeOf = (url: string, options = {}): unknown => {
    try {
      return server.media.sign(url, options);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOf("/info/")).toBe("ROUTE_UNKNOWN");
  expect(codeOf("/base/")).toBe("ROUTE_UNKNOWN");
  expect(codeOf("/*")).not.toMatch(/token=/);
  expect(codeOf(`/${id}/*`)).not.toMatch(/acl=/);
  expect(codeOf(`/${id}/-/nonsense/`)).toBe("OPERATION_UNKNOWN");
  expect(codeOf(server.media.url(id))).toBe("FIELD_INVALID"); // it has a token already
  expect(codeOf(`/${id}/`, { expiresIn: 0 })).toBe("FIELD_INVALID");
});
