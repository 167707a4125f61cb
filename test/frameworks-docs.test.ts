/** The apps on the pages about frameworks are the very ones that the tests start. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";
import { playgrounds } from "./frameworks/playgrounds.ts";

const whole = /The whole of \[`([^`]+)`\]\([^)]+\):\n\n```\w+\n([^]*?)```/g;

/** The code of each file that a page under docs/ shows whole, by the file's path. */
async function shown(): Promise<Map<string, string>> {
  const names = await readdir(join(root, "docs"), { recursive: true });
  const pages = names.filter((name) => name.endsWith(".md")).map((name) => readFile(join(root, "docs", name), "utf8"));
  const found = (await Promise.all(pages)).flatMap((page) => [...page.matchAll(whole)]);
  return new Map(found.map(([, path = "", code = ""]) => [path, code]));
}

test("each file that is shown whole is that file", async () => {
  const files = await shown();
  expect(files.size).toBeGreaterThanOrEqual(Object.keys(playgrounds).length);
  for (const [path, code] of files) expect(code, path).toBe(await readFile(join(root, path), "utf8"));
});
