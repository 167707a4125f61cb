/** Code in the pages is that of the playgrounds and examples, letter by letter. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";

const pages = globSync("docs/{frameworks,frameworks/*,uploads,start,signing,operations}.md", { cwd: root });

/** Blocks whose first line names a file: ```ts playground/… or ```ts docs/examples/…. */
const blocks = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```\w+ ((?:playground|docs\/examples)\/\S+)\n([^]*?)^```$/gm)].map(
    ([, file = "", code = ""]) => ({
      page,
      file,
      code,
    }),
  );
});

test.each(pages)("%s has such blocks", (page) => {
  expect(blocks.filter((block) => block.page === page).length).toBeGreaterThan(0);
});

test.each(blocks)("$page shows $file as it is", ({ file, code }) => {
  expect(code).toBe(readFileSync(join(root, file), "utf8"));
});
