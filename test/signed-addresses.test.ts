/** Signed addresses of Cloudflare and ipx, on a real server: tampering with one never gives what it did not grant. */
import { createHash } from "node:crypto";
import { cloudflare } from "intaglio/cloudflare";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mutants } from "../packages/dialects/test/mutants.ts";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";
import { pick, seeded } from "./support/random.ts";

// The same key on purpose: what is signed for one dialect means nothing to the other.
const signingKeys = ["one-key-for-both-dialects-0123456789"];
const setups = {
  cloudflare: cloudflare({
    accountHash: "hash0",
    signingKeys,
    flexibleVariants: true,
    variants: { thumb: "w=20,f=webp" },
  }),
  ipx: ipx({ signingKeys }),
};
const host = { deriveKey: () => new Uint8Array(32) };
const speakers = { cloudflare: setups.cloudflare.create(host), ipx: setups.ipx.create(host) };
const exp = 4_102_444_800;

let server: TestMedia;
let [mine, other] = ["", ""];
/** Signed addresses by the path they sign. */
let signed: ReadonlyMap<string, string>;

const hashOf = async (response: Response): Promise<string> =>
  createHash("sha256")
    .update(Buffer.from(await response.arrayBuffer()))
    .digest("hex");

beforeAll(async () => {
  server = await createTestMedia({
    dialects: [uploadcare({ publicKey }), setups.cloudflare, setups.ipx],
    render: { renderer: "inline" },
  });
  mine = await server.upload(await makePhoto(64, 48, 1));
  other = await server.upload(await makePhoto(64, 48, 2));
  const paths = [
    `/hash0/${mine}/thumb`,
    `/cdn-cgi/imagedelivery/hash0/${mine}/thumb`,
    `/hash0/${mine}/w=30,f=png`,
    `/cdn-cgi/image/w=25,f=jpeg/${mine}`,
    `/cdn-cgi/image/f=json/${mine}`,
    `/_ipx/w_24,f_png/${mine}`,
    `/_ipx/_/${mine}`,
  ];
  signed = new Map(
    paths.map((path) => [
      path,
      (path.startsWith("/_ipx") ? speakers.ipx : speakers.cloudflare).sign(path, exp, "exact"),
    ]),
  );
});
afterAll(() => server.close());

describe("an address", () => {
  test("goes out signed, and only signed", async () => {
    for (const [path, url] of signed) {
      expect((await server.get(url)).status, url).toBe(200);
      expect((await server.get(path)).status, path).toBe(403);
      expect((await server.get(url, {}, "HEAD")).status).toBe(200);
      expect((await server.get(path, {}, "HEAD")).status).toBe(403);
    }
  });

  test("is not opened by a signature of another, or of the other dialect", async () => {
    const queries = [...signed.values()].map((url) => url.slice(url.indexOf("?")));
    for (const [path, url] of signed)
      for (const query of queries) {
        if (url.endsWith(query)) continue;
        const { status } = await server.get(`${path}${query}`);
        expect(status, `${path}${query}`).toBe(403);
      }
  });

  test("says that it is over", async () => {
    const path = `/hash0/${mine}/thumb`;
    const answer = await server.get(speakers.cloudflare.sign(path, 1000, "exact"));
    expect([answer.status, answer.headers.get("cf-images")]).toEqual([403, "err=9425"]);
    const late = await server.get(speakers.ipx.sign(`/_ipx/w_1/${mine}`, 1000, "exact"));
    expect([late.status, ((await late.json()) as { statusText: string }).statusText]).toEqual([
      403,
      "IPX_EXPIRED_SIGNATURE",
    ]);
  });

  test("6,000 changed ones give their own answer or none, and never a 5xx", async () => {
    const random = seeded(41);
    const own = new Map<string, string>();
    for (const url of signed.values()) own.set(url, await hashOf(await server.get(url)));
    const urls = [...own.keys()];
    const inserted = [
      other,
      "w=9,",
      ",w_9",
      "exp=9&",
      "sig=",
      "&exp=4102444801",
      "/cdn-cgi/imagedelivery",
      "thumb",
      "f=png",
      "_",
    ];
    let granted = 0;
    for (let run = 0; run < 6000; run++) {
      const url = pick(random, urls);
      const changed = mutants(random, url, inserted);
      if (!changed.startsWith("/")) continue;
      const answer = await server.get(changed);
      expect(answer.status, changed).toBeLessThan(500);
      if (answer.status !== 200) continue;
      granted++;
      expect(await hashOf(answer), changed).toBe(own.get(url));
    }
    expect(granted).toBeGreaterThan(10); // changes that changed nothing
  });
});

test("two spellings share a rendition of one plan", async () => {
  const rendered = (): number => server.log.filter(({ message }) => message === "rendered").length;
  const [cloud, own] = [
    `/cdn-cgi/image/w=22,f=webp,q=70,metadata=none/${mine}`,
    `/hash0/${mine}/w=22,f=webp,q=70,metadata=none`,
  ];
  const before = rendered();
  const [one, two] = await Promise.all(
    [cloud, own].map((path) => server.get(speakers.cloudflare.sign(path, exp, "exact"))),
  );
  expect([one?.status, two?.status]).toEqual([200, 200]);
  expect(one?.headers.get("etag")).toBe(two?.headers.get("etag"));
  expect(rendered()).toBe(before + 1);
});
