import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.ts";
import { inTurn } from "./in-turn.ts";
import { installs } from "./installs.ts";
import { packPackages } from "./pack.ts";
import { run } from "./run.ts";

/**
 * Builds and packs every published package; gives the tarballs' paths. Those of the same sources are not made again, and
 * of several processes that ask at once, one makes them.
 */
export async function builtTarballs(): Promise<string[]> {
  const folder = join(installs, `tarballs-${fingerprint(["packages/**/*", "tsdown.config.ts", "package-lock.json"])}`);
  const done = join(folder, "done");
  await mkdir(installs, { recursive: true });
  return inTurn(join(installs, "tarballs.lock"), async () => {
    if (!existsSync(done)) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      run("tsdown", [], { quiet: true });
      packPackages(folder);
      await writeFile(done, "");
    }
    return (await readdir(folder)).filter((name) => name.endsWith(".tgz")).map((name) => join(folder, name));
  });
}
