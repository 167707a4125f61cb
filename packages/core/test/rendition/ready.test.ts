import { expect, test } from "vitest";
import { ReadyAnswers, type Present, type Ready } from "../../src/rendition/ready.ts";

const bytes = new Uint8Array([1]);
const answer: Ready<object> = {
  version: 1,
  second: 5,
  fits: (header) => header("accept") === "image/webp",
  key: "a",
  thing: { etag: '"tag"' },
  caching: "private, max-age=9",
};
const now: Present = { version: 1, second: 5, recall: (key) => (key === "a" ? { bytes } : undefined) };

function find(
  { method = "GET", ...given }: Readonly<Record<string, string>> = {},
  present: Partial<Present> = {},
  kept = answer,
) {
  const answers = new ReadyAnswers();
  answers.keep("/a", kept);
  const headers = new Headers({ accept: "image/webp", ...given });
  return answers.find({ method, url: "/a", header: (name) => headers.get(name) }, () => ({ ...now, ...present }))
    ?.bytes;
}

test("it is given again, or its tag confirmed", () => {
  expect(find()).toBe(bytes);
  expect(find({ "if-none-match": '"tag"' })).toBeNull();
});

test.each([
  ["another method", find({ method: "HEAD" })],
  ["another kind of client", find({ accept: "image/avif" })],
  ["a range", find({ range: "bytes=0-1" })],
  ["another condition", find({ "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" })],
  ["another tag", find({ "if-none-match": '"other"' })],
  ["several tags", find({ "if-none-match": '"other", "tag"' })],
  ["another second", find({}, { second: 6 })],
  ["records that changed", find({}, { version: 2 })],
  ["records that cannot say", find({}, { version: undefined })],
  ["records that could not say then either", find({}, { version: undefined }, { ...answer, version: undefined })],
  ["bytes that are in memory no longer", find({}, { recall: () => undefined })],
])("not for %s", (_what, found) => {
  expect(found).toBeUndefined();
});

test("not for another address, and only so many are kept", () => {
  const answers = new ReadyAnswers();
  const ask = (url: string) =>
    answers.find({ method: "GET", url, header: (name) => (name === "accept" ? "image/webp" : null) }, () => now);
  for (let at = 0; at < 2_001; at += 1) answers.keep(`/${at}`, answer);
  expect([ask("/0"), ask("/other")]).toEqual([undefined, undefined]);
  expect([ask("/1")?.bytes, ask("/2000")?.bytes]).toEqual([bytes, bytes]);
});
