/** A group's URL cannot be edited: tampering with it gives no other file, no other operations, and nothing of the group but itself. */
import { createHash, createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMedia, deliveryKey, makePhoto, publicKey, type TestMedia } from "./support/media.ts";
import { mutations, presentedHmacs, type Loot } from "./support/mutants.ts";
import { pick, seeded } from "./support/random.ts";

type Random = () => number;
type Reach = "exact" | "member" | "group";

interface Signed {
  readonly url: string;
  /** `exact`: its own answer alone. `member`: one file of the group with any operations. `group`: anything of the group. */
  readonly grants: Reach;
  /** What its wildcard covers. */
  readonly below: string;
}

const perUrlAndMutation = 12;
let server: TestMedia;
let signed: Signed[];
let loot: Loot;
let groups: string[];
/** What each URL itself gives. */
const answers = new Map<string, string>();

/** Beside those that change any address: what an address of a group has that others have not. */
const ownMutations: typeof mutations = {
  ...mutations,
  otherPlace: (url, random) =>
    url.replace(/nth\/\d+/, `nth/${pick(random, ["0", "1", "2", "3", "00", "-1", "1.0", "%30"])}`),
  otherCount: (url, random) => url.replace(/(~|%7e)\d+/i, `$1${pick(random, ["1", "2", "3", "03", "30", "", "1000"])}`),
  otherTilde: (url, random) => url.replace(/~|%7e/i, pick(random, ["~", "%7e", "%7E", "%257e", "%7e%7e", "-", ""])),
  toFile: (url, random, { ids }) => url.replace(/^\/[^/]+\/nth\/\d+/, `/${pick(random, ids)}`),
  toGroup: (url, random) =>
    url.replace(/\/(?:nth|archive)\/[^?]*/, pick(random, ["/", "", "/archive/zip/", "/archive/tar/x.tar", "/nth/"])),
  toOther: (url, random) => url.replace(/[0-9a-f-]{36}(?:~|%7e)\d/, pick(random, groups)),
};

function token(text: string): string {
  return `${text}~hmac=${createHmac("sha256", Buffer.from(deliveryKey, "hex")).update(text).digest("hex")}`;
}

function sign(path: string, grants: Reach): Signed[] {
  const escaped = path.replaceAll("~", "%7e");
  const root = /^\/[^/]+/.exec(escaped)?.[0] ?? "";
  const below = grants === "group" ? `${root}/` : (/^\/[^/]+\/nth\/\d+\//.exec(escaped)?.[0] ?? escaped);
  if (grants !== "exact") return [{ url: `${path}?token=${token(`exp=1893456000~acl=${below}*`)}`, grants, below }];
  const inUrl = escaped.replaceAll("/", "%2f");
  const hmac = createHmac("sha256", Buffer.from(deliveryKey, "hex"))
    .update(`exp=1893456000~url=${inUrl}`)
    .digest("hex");
  return [
    { url: `${path}?token=${token(`exp=1893456000~acl=${escaped}`)}`, grants, below },
    { url: `${path}?token=exp=1893456000~hmac=${hmac}`, grants, below },
  ];
}

beforeAll(async () => {
  server = await createTestMedia();
  const ids: string[] = [];
  for (let seed = 1; seed <= 3; seed += 1) ids.push(await server.upload(await makePhoto(64, 48, seed)));
  const make = async (entries: readonly string[]): Promise<string> => {
    const body = new URLSearchParams([["pub_key", publicKey], ...entries.map((entry) => ["files[]", entry])]);
    const answer = await server.media.fetch(new Request("http://media.test/group/", { method: "POST", body }));
    return ((await answer.json()) as { id: string }).id;
  };
  const [first = "", second = "", third = ""] = ids;
  const marked = "-/resize/40x/-/blur/20/";
  const mine = await make([`${first}/${marked}`, `${second}/${marked}`, third]);
  const other = await make([first, second, third]);
  groups = [mine, other];
  const paths = ["nth/0/", "nth/1/-/format/png/", "nth/2/-/preview/20x20/-/format/png/", "nth/2/", "archive/tar/", ""];
  signed = [
    ...paths.flatMap((path) => sign(`/${mine}/${path}`, "exact")),
    ...sign(`/${mine}/nth/0/-/format/png/`, "member"),
    ...sign(`/${mine}/nth/1/`, "group"),
  ];
  loot = {
    ids: [...ids, ...groups],
    urls: [...signed.map(({ url }) => url), server.media.url(third), server.media.url(first, [], { reach: "file" })],
  };
  for (const url of loot.urls) answers.set(url, (await answerTo(url)).hash);
});
afterAll(() => server.close());

async function answerTo(url: string, headers: Record<string, string> = {}): Promise<{ status: number; hash: string }> {
  const response = await server.get(url, headers);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, hash: createHash("sha256").update(bytes).digest("hex") };
}

test("every signed URL of a group gives what it is for", async () => {
  for (const { url } of signed) expect((await answerTo(url)).status, url).toBe(200);
});

test("no mutant of a group's URL gets bytes its original did not grant", { timeout: 240_000 }, async () => {
  const random: Random = seeded(20_261_126);
  const counts = { tried: 0, refused: 0 };
  const leaks: string[] = [];
  for (const original of signed)
    for (const [name, mutate] of Object.entries(ownMutations))
      for (let turn = 0; turn < perUrlAndMutation; turn += 1) {
        const mutant = mutate(original.url, random, loot);
        const headers: Record<string, string> = pick(random, [{}, {}, { range: "bytes=0-" }, { "if-none-match": "*" }]);
        const { status, hash } = await answerTo(mutant, headers);
        counts.tried += 1;
        if (status >= 400) counts.refused += 1;
        if (status >= 500 || (status < 400 && !isGranted(original, mutant, status, hash)))
          leaks.push(`${name}: ${original.url} -> ${mutant} gave ${status}`);
      }
  expect(leaks).toEqual([]);
  expect(counts.tried).toBeGreaterThanOrEqual(5000);
  expect(counts.refused, "most mutants must be refused, or the test does not mutate").toBeGreaterThan(counts.tried / 2);
});

/** What is held may be used as it is; a wildcard's holder chooses operations below it. Without its HMAC nothing is open. */
function isGranted(original: Signed, mutant: string, status: number, hash: string): boolean {
  const path = (url: string): string => (url.split("?", 1)[0] ?? "").replace(/~|%7e/gi, "%7e");
  const shown = presentedHmacs(mutant);
  const isShown = (url: string): boolean => presentedHmacs(url).some((hmac) => shown.includes(hmac));
  if (
    loot.urls.some((url) => isShown(url) && (status === 304 ? path(url) === path(mutant) : answers.get(url) === hash))
  )
    return true;
  const wild = [original, ...signed].filter(({ grants }) => grants !== "exact");
  if (wild.some(({ url, below }) => isShown(url) && path(mutant).startsWith(below))) return true;
  const file = loot.urls.at(-1) ?? ""; // a file's own wildcard
  return isShown(file) && path(mutant).startsWith(path(file));
}
