/** Links in the documentation lead to files that are there. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";

const pages = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "packages/dialects/src/*/README.md"], {
  cwd: root,
});

test.each(pages)("%s links to what is there", (page) => {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/^```[^]*?^```$|`[^`\n]*`/gm, "");
  const targets = [...text.matchAll(/\]\(([^\s()]+)\)/g)].map(([, target = ""]) => target);
  const dead = targets
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .filter((target) => !existsSync(join(root, dirname(page), target.split("#", 1)[0] ?? "")));
  expect(dead).toEqual([]);
});

test("the pages are found", () => {
  expect(pages.length).toBeGreaterThan(40);
});
