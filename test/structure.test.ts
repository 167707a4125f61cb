import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";
import { readSources } from "./support/sources.ts";
import { breachOf, rules } from "./support/structure-rules.ts";

describe("structure", () => {
  const sources = readSources();

  test.for(rules)("$name", ({ check }) => {
    expect(check(sources)).toEqual([]);
  });

  test.for(rules)("a breach is seen: $name", (rule) => {
    expect(rule.check(breachOf(rule))).not.toEqual([]);
  });
});

describe("texts", () => {
  // The brackets keep this line from matching itself.
  const local = /[/]work[/]|[/]tmp[/]bash|registry[.](npmjs|yarnpkg)/;

  test("no file names a machine's folders or a registry's host", () => {
    const texts = readTexts();
    expect(texts.map(({ path }) => path)).toContain("package-lock.json");
    expect(texts.filter(({ text }) => local.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test("a breach is seen", () => {
    expect(["", "work", "main"].join("/")).toMatch(local);
    expect(["https://registry", "npmjs", "org"].join(".")).toMatch(local);
  });
});

function readTexts(): { path: string; text: string }[] {
  const skipped = /(^|[/\\])(node_modules|dist|fixtures)([/\\]|$)/;
  const patterns = ["*", ".*", ".ci/*", "{packages,playground,scripts,test}/**/*"];
  return globSync(patterns, { cwd: root, exclude: (path) => skipped.test(path) })
    .filter((path) => !skipped.test(path) && statSync(join(root, path)).isFile())
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
