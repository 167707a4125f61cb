/** Code in the pages of frameworks is that of the playgrounds, letter by letter. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";

/** Blocks whose first line names a file: ```ts playground/…. */
const blocks = globSync("docs/frameworks/*.md", { cwd: root }).flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```\w+ (playground\/\S+)\n([^]*?)^```$/gm)].map(([, file = "", code = ""]) => ({
    page,
    file,
    code,
  }));
});

test("there are such blocks", () => {
  expect(blocks.length).toBeGreaterThanOrEqual(8);
});

test.each(blocks)("$page shows $file as it is", ({ file, code }) => {
  expect(code).toBe(readFileSync(join(root, file), "utf8"));
});
