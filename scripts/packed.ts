import { globSync } from "node:fs";
import { join } from "node:path";
import { madeOnce } from "./made-once.ts";
import { packPackages } from "./pack.ts";
import { run } from "./run.ts";

/** What {@link packedPackages} are made of. */
export const packageInputs: readonly string[] = [
  "packages/*/{src,package.json,README.md}",
  "packages/*/src/**/*",
].concat("tsdown.config.ts", "tsconfig.json");

/** Tarballs of every published package, built from the sources of now. */
export async function packedPackages(): Promise<string[]> {
  const folder = await madeOnce("packages", packageInputs, (to) => {
    run("tsdown", [], { quiet: true });
    packPackages(to);
  });
  return globSync("*.tgz", { cwd: folder })
    .toSorted()
    .map((file) => join(folder, file));
}
