import { cp } from "node:fs/promises";
import { join } from "node:path";
import { madeOnce } from "./made-once.ts";
import { packageInputs, packedPackages } from "./packed.ts";
import { run } from "./run.ts";
import { root } from "./workspace.ts";

/** For Next, which would otherwise report to its makers. */
export const quietly = { NEXT_TELEMETRY_DISABLED: "1" };

/** What an installed app is made of. */
export const nextInputs: readonly string[] = [...packageInputs, "playground/next/**/*"];

/**
 * The playground of Next, installed as a user would: in a folder outside the workspace, by its own lockfile, our packages from
 * their tarballs; and built for production. Gives the folder.
 */
export function installNextApp(): Promise<string> {
  return madeOnce("playground-next", nextInputs, async (folder) => {
    const source = join(root, "playground", "next");
    await cp(source, folder, { recursive: true, filter: (path) => !/\/(node_modules|\.next)$/.test(path) });
    // No package may need its install script: many users block those.
    const quiet = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error"];
    run("npm", ["install", "--no-save", ...quiet, ...(await packedPackages())], { quiet: true, cwd: folder });
    buildNextApp(folder);
  });
}

/** Builds it for production, with variables of its own. Throws what Next says when it cannot. */
export function buildNextApp(cwd: string, env: Readonly<Record<string, string>> = {}): void {
  run("npx", ["next", "build"], { cwd, quiet: true, env: { ...quietly, ...env } });
}
