import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

// The same files in every dialect's folder: whoever knows one finds the way in all. A file that grew has a folder of
// its own name beside it for its parts.
const files = [
  "README.md",
  "fail.ts",
  "format.ts",
  "index.ts",
  "intake.ts",
  "manage.ts",
  "options.ts",
  "parse.ts",
  "present.ts",
  "routes.ts",
  "sign.ts",
  "url.ts",
  "vocabulary.ts",
];
const src = new URL("../src/", import.meta.url);
const dialects = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test("dialects are folders, and nothing lies beside them", () => {
  expect(readdirSync(src).length).toBe(dialects.length);
  expect(dialects.map(({ name }) => name)).toContain("uploadcare");
});

describe.each(dialects.map(({ name }) => name))("the folder of %s", (name) => {
  const entries = readdirSync(new URL(`${name}/`, src), { withFileTypes: true });

  test("has exactly these files", () => {
    expect(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .toSorted(),
    ).toEqual(files.toSorted());
  });

  test("has folders only for parts of these files", () => {
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => `${entry.name}.ts`);
    expect(files).toEqual(expect.arrayContaining(folders));
  });

  test("exports what it is made for", async () => {
    const { [name]: setup } = (await import(new URL(`${name}/index.ts`, src).href)) as Record<string, unknown>;
    const url = (await import(new URL(`${name}/url.ts`, src).href)) as Record<string, unknown>;
    expect(typeof setup).toBe("function");
    expect(Object.keys(url).toSorted()).toEqual(["format", "parse"]);
  });
});
