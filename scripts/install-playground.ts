import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { builtTarballs } from "./built-tarballs.ts";
import { fingerprint } from "./fingerprint.ts";
import { inTurn } from "./in-turn.ts";
import { installs } from "./installs.ts";
import { run } from "./run.ts";
import { root } from "./workspace.ts";

/**
 * A playground with a lockfile of its own, installed as a user would: in a folder outside the workspace, our packages from
 * their tarballs. `build` builds it there. Gives the folder. It is done anew when sources have changed.
 */
export async function installPlayground(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const tarballs = await builtTarballs();
  const version = `${basename(join(tarballs[0] ?? "", "..")).slice("tarballs-".length)}-${fingerprint([`playground/${name}/**/*`])}`;
  const folder = join(installs, `${name}-${version}`);
  const done = join(folder, ".done");
  await inTurn(join(installs, `${name}.lock`), async () => {
    if (existsSync(done)) return;
    await removeOthers(name);
    await mkdir(folder);
    const source = join(root, "playground", name);
    await cp(source, folder, { recursive: true, filter: (path) => !/\/(node_modules|\.next)$/.test(path) });
    // No package may need its install script: many users block those.
    const quiet = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error"];
    run("npm", ["install", "--no-save", ...quiet, ...tarballs], { quiet: true, cwd: folder });
    await build(folder);
    await writeFile(done, "");
  });
  return folder;
}

/** Those of earlier sources. */
async function removeOthers(name: string): Promise<void> {
  const old = (await readdir(installs)).filter((entry) => entry.startsWith(`${name}-`));
  await Promise.all(old.map((entry) => rm(join(installs, entry), { recursive: true, force: true })));
}
