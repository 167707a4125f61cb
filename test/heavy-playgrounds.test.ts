/** What apps outside the workspace must hold to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { heavyPlaygrounds, withoutOurs } from "../scripts/heavy-playground.ts";
import { root } from "../scripts/workspace.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe.each(heavyPlaygrounds)("playground/%s", (name) => {
  test("is not in the workspace: an install at the root stays quick", () => {
    const { workspaces } = JSON.parse(read("package.json")) as { workspaces: string[] };
    expect(workspaces.filter((pattern) => pattern.startsWith("playground/"))).not.toContain(`playground/${name}`);
    expect(workspaces).not.toContain("playground/*");
  });

  test("has a lockfile of exactly what its manifest asks for", () => {
    const { packages } = JSON.parse(read(`playground/${name}/package-lock.json`)) as {
      packages: Record<string, { dependencies?: Record<string, string> }>;
    };
    const { dependencies } = withoutOurs(join(root, "playground", name, "package.json"));
    expect(packages[""]?.dependencies).toEqual(dependencies);
  });
});
