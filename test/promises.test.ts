/** The table of promises names tests; every one of them must be there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";

interface Row {
  readonly promise: string;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

/** The rows of all tables with tests: `path` › "name", several of them with a semicolon between. */
function readRows(text: string): Row[] {
  const [promised = ""] = text.split("\n## Not promised yet");
  const lines = promised.split("\n").filter((line) => line.startsWith("| ") && !/^\| (---|Promise )/.test(line));
  return lines.map((line) => {
    const [, promise = "", held = ""] =
      line.split(" | ").length === 2 ? (/^\| (.*?) \| (.*) \|$/.exec(line) ?? []) : [];
    const tests = held.split("; ").map((part) => {
      const [, file = "", name = ""] = /^`([^`]+\.test\.ts)` › "([^"]+)"$/.exec(part) ?? [];
      return { file, name };
    });
    return { promise, tests };
  });
}

/** What is wrong with a row; empty when its tests are there. */
function problemsOf({ tests }: Row): string[] {
  return tests.flatMap(({ file, name }) => {
    if (file === "" || name === "") return ["no test is named, or not in the form this page has"];
    if (!existsSync(join(root, file))) return [`${file} does not exist`];
    return readFileSync(join(root, file), "utf8").includes(name) ? [] : [`${file} has no test named ${name}`];
  });
}

const rows = readRows(readFileSync(join(root, "docs/security.md"), "utf8"));

describe("every promise has its test", () => {
  test("the page has promises, each once", () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(new Set(rows.map(({ promise }) => promise)).size).toBe(rows.length);
  });

  test.each(rows)("$promise", (row) => {
    expect(problemsOf(row)).toEqual([]);
  });
});

test("a breach is seen", () => {
  const table = (held: string): string[] =>
    readRows(`| Promise | Held by |\n| --- | --- |\n| Good. | ${held} |\n`).flatMap(problemsOf);
  expect(table('`test/promises.test.ts` › "a breach is seen"')).toEqual([]);
  expect(table('`test/promises.test.ts` › "a breach is seen"; `test/gone.test.ts` › "x"')).toEqual([
    "test/gone.test.ts does not exist",
  ]);
  expect(table(`\`test/promises.test.ts\` › "${["no", "such", "test"].join(" ")}"`)).toHaveLength(1);
  expect(table("by hope")).toHaveLength(1);
  expect(table("")).toHaveLength(1);
});
