/** A URL cannot be edited: tampering with any signed URL never gives bytes that the URL itself did not grant. */
import { createHash, createHmac } from "node:crypto";
import {
  blur,
  crop,
  flip,
  format,
  grayscale,
  mirror,
  preview,
  quality,
  resize,
  rotate,
  scaleCrop,
  sharpen,
  type PlanPart,
} from "intaglio";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMedia, deliveryKey, makePhoto, type TestMedia } from "./support/media.ts";
import { mutations, presentedHmacs, type Loot } from "./support/mutants.ts";
import { pick, seeded } from "./support/random.ts";

const perUrlAndMutation = 9;
const plans: Readonly<Record<string, readonly PlanPart[]>> = {
  original: [],
  preview: [preview(40, 40), format("png")],
  resize: [resize({ width: 30 }), format("jpeg")],
  scaleCrop: [scaleCrop(20, 20), format("webp")],
  crop: [crop({ aspect: [1, 1] }), format("png")],
  rotate: [rotate(90), format("png")],
  flip: [flip(), format("png")],
  mirror: [mirror(), format("png")],
  blur: [blur(5), format("png")],
  sharpen: [sharpen(2), format("png")],
  grayscale: [grayscale(), format("png")],
  quality: [preview(40, 40), quality("lightest"), format("jpeg")],
  auto: [preview(36, 36)],
  chain: [preview(48, 48), rotate(180), blur(3), format("png")],
};

interface Signed {
  readonly url: string;
  readonly id: string;
  /** `exact`: only its own answer. `file`: any answer about its file. `all`: any file. */
  readonly grants: "exact" | "file" | "all";
}

let server: TestMedia;
let signed: Signed[];
let loot: Loot;
/** The hashes of everything that may be told apart: which file's bytes an answer holds. */
const answers = new Map<string, string>();

function token(text: string): string {
  return `${text}~hmac=${createHmac("sha256", Buffer.from(deliveryKey, "hex")).update(text).digest("hex")}`;
}

/** The form without an ACL: the path itself is signed, escaped in the vendor's way. */
function urlForm(path: string): string {
  const escaped = path.replaceAll(/[^\w.,-]/g, (char) => `%${char.codePointAt(0)?.toString(16).padStart(2, "0")}`);
  const text = `exp=1893456000~url=${escaped}`;
  const hmac = createHmac("sha256", Buffer.from(deliveryKey, "hex")).update(text).digest("hex");
  return `${path}?token=exp=1893456000~hmac=${hmac}`;
}

beforeAll(async () => {
  server = await createTestMedia();
  const ids = [await server.upload(await makePhoto(64, 48, 1)), await server.upload(await makePhoto(64, 48, 2))];
  const [mine = "", other = ""] = ids;
  signed = Object.values(plans).flatMap((parts): Signed[] => {
    const exact = server.media.url(mine, parts, { expiresIn: 9999 });
    const path = exact.split("?", 1)[0] ?? "";
    return [
      { url: exact, id: mine, grants: "exact" },
      { url: urlForm(path), id: mine, grants: "exact" },
      { url: server.media.url(mine, parts, { expiresIn: 9999, reach: "file" }), id: mine, grants: "file" },
      { url: `${path}?token=${token("exp=1893456000~acl=/*")}`, id: mine, grants: "all" },
    ];
  });
  loot = {
    ids: [...ids, "6f6e6c79-2074-4573-a420-64617461aa01"],
    urls: [
      ...signed.filter(({ grants }) => grants !== "all").map(({ url }) => url),
      server.media.url(other, plans["blur"]),
    ],
  };
});
afterAll(() => server.close());

async function answerTo(url: string, headers: Record<string, string> = {}): Promise<{ status: number; hash: string }> {
  const response = await server.get(url, headers);
  const hash = createHash("sha256")
    .update(Buffer.from(await response.arrayBuffer()))
    .digest("hex");
  return { status: response.status, hash };
}

test("every signed URL gives its picture", async () => {
  for (const { url } of signed) {
    const { status, hash } = await answerTo(url);
    expect(status, url).toBe(200);
    answers.set(url, hash);
  }
  const [last = ""] = loot.urls.slice(-1); // another file's
  answers.set(last, (await answerTo(last)).hash);
});

test("no mutant gets bytes its original did not grant", { timeout: 240_000 }, async () => {
  const random = seeded(20_261_122);
  const counts = { tried: 0, refused: 0, same: 0 };
  const leaks: string[] = [];
  for (const original of signed)
    for (const [name, mutate] of Object.entries(mutations))
      for (let turn = 0; turn < perUrlAndMutation + (original.grants === "exact" ? 8 : 0); turn += 1) {
        const mutant = mutate(original.url, random, loot);
        const headers: Record<string, string> = pick(random, [{}, {}, { range: "bytes=0-" }, { "if-none-match": "*" }]);
        const { status, hash } = await answerTo(mutant, headers);
        counts.tried += 1;
        if (status >= 500) leaks.push(`${name}: ${mutant} gave ${status}`);
        if (status >= 400) counts.refused += 1;
        else if (isGranted(original, mutant, status, hash)) counts.same += 1;
        else leaks.push(`${name}: ${original.url} -> ${mutant} gave ${status}`);
      }
  expect(leaks).toEqual([]);
  expect(counts.tried).toBeGreaterThanOrEqual(20_000);
  expect(counts.refused, "most mutants must be refused, or the test does not mutate").toBeGreaterThan(counts.tried / 2);
});

/**
 * What is accepted shows the HMAC of a token that was issued, byte for byte. An attacker who holds several tokens may
 * use each of them as it is: that is no edit.
 */
function isGranted(original: Signed, mutant: string, status: number, hash: string): boolean {
  const isShown = (url: string): boolean => presentedHmacs(mutant).some((hmac) => presentedHmacs(url).includes(hmac));
  const issued = [...new Set([original.url, ...loot.urls])].filter(isShown);
  return issued.some((url) => {
    const { grants, id } = signed.find((one) => one.url === url) ?? { grants: "exact", id: "" };
    if (grants === "all") return true;
    if (grants === "file") return mutant.startsWith(`/${id}/`);
    return status === 304 ? pathOf(url) === pathOf(mutant) : answers.get(url) === hash;
  });
}

const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";

test("the test itself reads tokens as the server does", () => {
  const [{ url }] = signed as [Signed];
  const hmac = url.slice(-64);
  const path = pathOf(url);
  expect(presentedHmacs(url)).toEqual([hmac]);
  expect(presentedHmacs(`${path}?token=${encodeURIComponent(url.slice(path.length + 7))}`)).toEqual([hmac]);
  expect(presentedHmacs(url.replace("hmac=", "hm%61c="))).toEqual([hmac]);
  expect(presentedHmacs(url.replace("token", "tok%65n"))).toEqual([hmac]);
  expect(presentedHmacs(`${url}#x`)).toEqual([hmac]);
  for (const none of [
    path,
    `${url}&token=`,
    `${url}0`,
    url.slice(0, -1),
    url.replace("hmac=", "hm%2561c="),
    url.replace(hmac, hmac.toUpperCase()),
    url.replace("token", "TOKEN"),
  ])
    expect(presentedHmacs(none), none).toEqual([]);
});
