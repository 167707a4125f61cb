import type { DialectSetup, FactsWanted, PictureFacts } from "@intaglio/contract";
import { uploadcare } from "intaglio/uploadcare";
import { expect, test } from "vitest";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

/** Uploadcare's addresses, but every delivery asks for these facts. */
function asking(facts: FactsWanted | undefined): DialectSetup {
  const setup = uploadcare({ publicKey });
  return {
    name: setup.name,
    create(host) {
      const dialect = setup.create(host);
      return {
        ...dialect,
        parse: (target, hints) => ({ ...dialect.parse(target, hints), answer: "info", ...(facts && { facts }) }),
        presentInfo: (_, told) => ({ status: 200, headers: {}, body: JSON.stringify(told) }),
      };
    },
  };
}

const open = (facts?: FactsWanted, data?: string): Promise<TestMedia> =>
  createTestMedia({ dialects: [asking(facts)], delivery: "open", ...(data === undefined ? {} : { data }) });
const looks = (server: TestMedia): number => server.log.filter(({ message }) => message === "inspected").length;
const told = async (response: Response): Promise<PictureFacts> => (await response.json()) as PictureFacts;

test("sizes alone are told without a look at the pixels", async () => {
  const server = await open();
  const id = await server.upload(await makePhoto(640, 480));
  expect(await told(await server.get(`/${id}/-/preview/64x64/`))).toEqual({ width: 64, height: 48 });
  expect(looks(server)).toBe(0);
  await server.close();
});

test("pixels are looked at once, however many ask, and what was seen is kept across starts", async () => {
  const server = await open({ colors: 3, hashes: true });
  const id = await server.upload(await makePhoto(640, 480));
  const path = `/${id}/-/preview/320x320/`;
  const all = await Promise.all(Array.from({ length: 20 }, async () => told(await server.get(path))));
  expect(all[0]).toEqual({
    width: 320,
    height: 240,
    colors: [expect.anything(), expect.anything(), expect.anything()],
    perceptualHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    blurHash: expect.stringMatching(/^L.{27}$/),
    thumbHash: expect.stringMatching(/^[\w+/]{24,36}=*$/),
  });
  for (const one of all) expect(one).toEqual(all[0]);
  expect(looks(server)).toBe(1);
  const again = await open({ colors: 3, hashes: true }, server.folder);
  expect(await told(await again.get(path))).toEqual(all[0]);
  expect(looks(again)).toBe(0);
  await again.close();
  await server.close();
});

test("too many colours are refused", async () => {
  const server = await open({ colors: 257 });
  const id = await server.upload(await makePhoto(40, 30));
  expect((await server.get(`/${id}/`)).status).toBe(400);
  await server.close();
});
