/** No address of Cloudinary's, Cloudflare's and ipx's grammars can be edited either, whatever other addresses and keys there are. */
import { createHash } from "node:crypto";
import { format, preview } from "intaglio";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressMutations } from "./support/address-mutants.ts";
import { createTestMedia, deliveryKey, makePhoto, publicKey, type TestMedia } from "./support/media.ts";
import type { Loot } from "./support/mutants.ts";
import { pick, seeded } from "./support/random.ts";

// One text is the key of all dialects: what keeps their signatures apart must not be that keys differ.
const secret = deliveryKey;
const setups = {
  uploadcare: uploadcare({ publicKey, deliveryKeys: [deliveryKey] }),
  cloudinary: cloudinary({
    apiSecrets: [secret],
    authTokenKeys: [deliveryKey],
    shortSignatures: true,
    transformations: { thumb: "c_fill,h_9,w_9" },
  }),
  cloudflare: cloudflare({
    accountHash: "hash",
    variants: { small: "w=18,f=png", facts: "w=18,f=json" },
    flexibleVariants: true,
    signingKeys: [secret],
  }),
  ipx: ipx({ signingKeys: [secret] }),
};
const host = { deriveKey: () => new Uint8Array(32) };
const signers = {
  cloudinary: setups.cloudinary.create(host),
  cloudflare: setups.cloudflare.create(host),
  ipx: setups.ipx.create(host),
};
const soon = Math.floor(Date.now() / 1000) + 90_000;

interface Signed {
  readonly url: string;
  /** Undefined: its own answer alone. Else any answer of a path that this matches, as long as the token is the same. */
  readonly grants?: RegExp;
}

const hashed = (name: "sha1" | "sha256", text: string, encoding: "base64" | "hex"): string =>
  createHash(name)
    .update(text + secret)
    .digest(encoding);

/** The short forms of Cloudinary's builders, which the server itself never makes. */
function shortly(chain: string, name: string, hash: "sha1" | "sha256"): string {
  const text = [chain, name].filter((part) => part !== "").join("/");
  const signature = hashed(hash, text, "base64").slice(0, 8).replaceAll("/", "_").replaceAll("+", "-");
  return `/demo/image/upload/s--${signature}--/${text}`;
}

function download(parameters: Readonly<Record<string, string>>, hash: "sha1" | "sha256"): string {
  const all = { ...parameters, timestamp: String(Math.floor(Date.now() / 1000)) };
  const sorted = Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const signature = hashed(hash, sorted.map(([name, value]) => `${name}=${value}`).join("&"), "hex");
  const query = [...sorted, ["api_key", "intaglio"], ["signature", signature]];
  return `/v1_1/demo/image/download?${query.map(([name, value]) => `${name}=${encodeURIComponent(value ?? "")}`).join("&")}`;
}

function cloudinaryUrls(names: readonly string[]): Signed[] {
  const chains = ["", "c_fill,h_20,w_30", "e_sepia/w_24", "a_90/f_png/w_20", "w_20/fl_getinfo", "q_60,w_26/f_webp"];
  const { sign } = signers.cloudinary;
  return names.flatMap((name) =>
    chains.flatMap((chain): Signed[] => {
      const path = `/demo/image/upload/${chain}${chain && "/"}${name}`;
      const versioned = `/demo/image/authenticated/${chain}${chain && "/"}v7/${name}.png`;
      const parameters = { public_id: name, ...(chain && { transformation: chain }) };
      return [
        { url: sign(path, Infinity, "exact") },
        { url: sign(versioned, Infinity, "exact") },
        { url: sign(`/demo/images/${chain}${chain && "/"}${name}/a-word.jpg`, Infinity, "exact") },
        { url: sign(path, soon, "exact") },
        { url: shortly(chain, name, "sha1") },
        { url: shortly(chain, name, "sha256") },
        { url: download(parameters, "sha256") },
        { url: download({ ...parameters, format: "png" }, "sha1") },
        // Any transformation of the file, but with no other picture in it.
        {
          url: sign(path, soon, "file"),
          grants: new RegExp(`^/demo/image/upload/(?!.*[/,][lu]_(?!${name}[,/]))(?:.*/)?${name}\\?`),
        },
      ];
    }),
  );
}

function otherUrls(names: readonly string[]): Signed[] {
  const paths = names.flatMap((name) => [
    ...["small", "facts", "w=22", "w=22,h=18,fit=cover,f=png"].map((last) => `/hash/${name}/${last}`),
    `/cdn-cgi/imagedelivery/hash/${name}/w=14,f=png`,
    ...["w=22", "w=30,h=20,fit=cover,f=png", "blur=3,w=20,f=png", "rotate=90,w=24", "w=21,format=json"].map(
      (options) => `/cdn-cgi/image/${options}/${name}`,
    ),
    ...["_", "w_22", "s_20x16,f_png", "blur_3,w_20", "rotate_90,w_24&f_webp"].map(
      (modifiers) => `/_ipx/${modifiers}/${name}`,
    ),
  ]);
  return paths.flatMap((path): Signed[] => {
    const { sign } = path.startsWith("/_ipx/") ? signers.ipx : signers.cloudflare;
    return [{ url: sign(path, soon, "exact") }, { url: sign(path, Infinity, "exact") }];
  });
}

async function answerTo(server: TestMedia, url: string, headers: Record<string, string> = {}, method = "GET") {
  const response = await server.get(url, headers, method);
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, hash: createHash("sha256").update(body).digest("hex") };
}

describe.each(["signed", "presets"] as const)("where delivery is %s", (delivery) => {
  let server: TestMedia;
  let signed: Signed[];
  let loot: Loot;
  /** The hashes of what the attacker may have anyway. */
  const granted = new Set<string>();

  beforeAll(async () => {
    server = await createTestMedia({
      dialects: Object.values(setups),
      delivery,
      presets: { mini: [preview(10, 10), format("png")] },
    });
    // Names that lie in wait for signatures of `cat`: below it, with an ending, and as a transformation.
    const traps = ["cat/w", "cat/words", "cat.png", "w_20/cat", "c_fill,h_20,w_30/cat", "dog"];
    const ids: string[] = [];
    for (const [seed, customId] of ["cat", null, ...traps, null].entries()) {
      const id = await server.upload(await makePhoto(64, 48, seed));
      await server.media.files.update(id, { customId, access: seed > 6 ? "signed" : null });
      ids.push(id);
    }
    const mine = [ids[0] ?? "", "cat", ids[1] ?? ""];
    signed = [...cloudinaryUrls(mine), ...otherUrls(mine)];
    loot = {
      ids: [...ids, "cat", ...traps, "6f6e6c79-2074-4573-a420-64617461aa01"],
      urls: [...signed.filter(({ grants }) => !grants).map(({ url }) => url), server.media.url(mine[2] ?? "")],
    };
    if (delivery === "presets")
      for (const id of ids) granted.add((await answerTo(server, `/${id}/-/preview/10x10/-/format/png/`)).hash);
  });
  afterAll(() => server.close());

  test("every address gives what it grants, and nothing without its signature", async () => {
    for (const { url } of signed) {
      const { status, hash } = await answerTo(server, url);
      expect(status, url).toBe(200);
      granted.add(hash);
      const bare = url.replace(/\?.*/, "").replace(/\/s--[\w-]+--/, "");
      expect((await answerTo(server, bare)).status, bare).toBeGreaterThanOrEqual(400);
    }
    granted.add((await answerTo(server, loot.urls.at(-1) ?? "")).hash);
  });

  test("no mutant gets bytes its original did not grant", { timeout: 120_000 }, async () => {
    const random = seeded(delivery === "signed" ? 20_261_123 : 20_261_124);
    const counts = { tried: 0, refused: 0 };
    const leaks = new Set<string>();
    for (const original of signed)
      for (const [name, mutate] of Object.entries(addressMutations))
        for (let turn = 0; turn < 2; turn += 1) {
          const mutant = mutate(original.url, random, loot);
          const headers: Record<string, string> = pick(random, [{}, { range: "bytes=0-" }, { "if-none-match": "*" }]);
          const method = random() < 0.2 ? "HEAD" : "GET";
          const { status } = await answerTo(server, mutant, headers, method);
          counts.tried += 1;
          if (status >= 500) leaks.add(`${name}: ${mutant} gave ${status}`);
          if (status >= 400) counts.refused += 1;
          else if (!(await isGranted(original, mutant)))
            leaks.add(`${name}: ${original.url} -> ${mutant} gave ${status}`);
        }
    expect([...leaks]).toEqual([]);
    expect(counts.tried).toBeGreaterThanOrEqual(20_000);
    expect(counts.refused, "most mutants must be refused").toBeGreaterThan(counts.tried / 2);
  });

  /** Whoever gets a 304, a length or a range gets the bytes too: they must be bytes that were granted. */
  async function isGranted({ grants, url }: Signed, mutant: string): Promise<boolean> {
    const { status, hash } = await answerTo(server, mutant);
    if (status === 200 && granted.has(hash)) return true;
    const hmac = (text: string): string | undefined => /hmac(?:=|%3d)([0-9a-f]{64})/i.exec(text)?.[1];
    const held = [{ grants, url }, ...signed];
    return held.some((one) => one.grants?.test(mutant) === true && hmac(one.url) === hmac(mutant));
  }
});
