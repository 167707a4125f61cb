/** Who may have what, as explanations tell it and as requests then find it. */
import { blur, format, scaleCrop } from "intaglio";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";
import { readSources, resolveImport } from "./support/sources.ts";

const missing = "6f6e6c79-2074-4573-a420-64617461aa01";
let closed: TestMedia;
let secret: string;

beforeAll(async () => {
  closed = await createTestMedia({
    delivery: "presets",
    presets: { thumb: [scaleCrop(100, 100), format("webp")] },
    render: { renderer: "inline" },
  });
  secret = await closed.upload(await makePhoto(800, 600));
});
afterAll(() => closed.close());

const hour = 3_600_000;
const sign = (options: object = {}) => closed.media.url(secret, [scaleCrop(50, 50), blur(1)], options);
const rows: readonly (readonly [string, () => string, object])[] = [
  ["a token", () => sign(), { status: 200, policy: { standing: "granted", why: "a token covers it" } }],
  [
    "no token",
    () => sign({ signed: false }),
    {
      status: 403,
      code: "SIGNATURE_REQUIRED",
      policy: { standing: "closed", until: null, why: 'it has no token, and delivery is "presets"' },
    },
  ],
  [
    "another's token",
    () => sign().replace("50x50", "51x51"),
    { status: 403, code: "SIGNATURE_INVALID", policy: { standing: "refused", why: "its token is no good" } },
  ],
  ["a broken token", () => `${sign()}0`, { status: 403, policy: { standing: "refused" } }],
  [
    "a preset",
    () => closed.media.url(secret, "thumb", { signed: false }),
    { status: 200, policy: { standing: "open", why: 'it is the preset "thumb", and delivery is "presets"' } },
  ],
  [
    "an unknown id with a token",
    () => closed.media.url(missing, [blur(1)]),
    { status: 404, code: "FILE_NOT_FOUND", source: { state: "missing" }, policy: { standing: "granted" } },
  ],
  [
    "an unknown id without",
    () => `/${missing}/-/resize/10x/`,
    { status: 403, code: "SIGNATURE_REQUIRED", source: { state: "missing" } },
  ],
  ["nobody's address", () => "/robots.txt", { status: 404, code: "ROUTE_UNKNOWN", dialect: null }],
  ["an unknown word", () => `/${secret}/-/resizzze/300x/`, { status: 400, code: "OPERATION_UNKNOWN", delivery: null }],
  ["where uploads go", () => "/base/", { status: 405, code: "METHOD_NOT_ALLOWED", recipe: "upload" }],
  ["too long an address", () => `/${secret}/${"a".repeat(5000)}`, { status: 414, code: "TARGET_TOO_LONG" }],
  ["a space", () => `/${secret}/a b`, { status: 400, code: "TARGET_INVALID" }],
];

test.each(rows)("%s", async (_, url, expected) => {
  const explanation = await closed.media.explain(url());
  expect(explanation).toMatchObject(expected);
  expect((await closed.get(url())).status).toBe(explanation.status);
  expect(explanation.code).toBe(explanation.refusals[0]?.code ?? null);
});

test("a token is told with its end, and no longer when that is over", async () => {
  let now = Date.now();
  const media = await createTestMedia({ clock: () => now, render: { renderer: "inline" } });
  const url = media.media.url(await media.upload(await makePhoto()), [blur(1)], { expiresIn: 3600 });
  const until = new Date(Math.floor(now / 1000) * 1000 + hour).toISOString();
  expect((await media.media.explain(url)).policy).toMatchObject({ standing: "granted", until });
  now += hour;
  const over = await media.media.explain(url);
  expect(over).toMatchObject({ status: 403, code: "SIGNATURE_EXPIRED", policy: { standing: "refused" } });
  expect(over.steps.map(({ op }) => op)).toEqual(["orient", "blur"]); // what it would be is told all the same
  await media.close();
});

test("a file's own access counts", async () => {
  const url = `/${secret}/-/resize/20x/`;
  await closed.media.files.update(secret, { access: "public" });
  const policy = { standing: "closed", until: null, why: "the file itself is public" };
  expect(await closed.media.explain(url)).toMatchObject({ status: 200, policy });
  await closed.media.files.update(secret, { access: "signed" });
  expect(await closed.media.explain(closed.media.url(secret, "thumb", { signed: false }))).toMatchObject({
    status: 404,
    policy: { standing: "open", why: "the file itself wants a token" },
  });
  await closed.media.files.update(secret, { access: null });
});

test("no request leads to an explanation, which tells of files whoever asks", () => {
  const sources = readSources();
  const reached = new Set<string>();
  const walk = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const specifier of sources.get(path)?.imports ?? []) {
      const next = resolveImport(path, specifier);
      if (next) walk(next);
    }
  };
  walk("packages/core/src/app/router.ts");
  expect([...reached]).toContain("packages/core/src/deliver.ts");
  expect([...reached].filter((path) => /explain|explanation|translate/.test(path))).toEqual([]);
});
