/** Variants of the playground of Next, each built for production, and how such are started. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { madeOnce } from "../../scripts/made-once.ts";
import { buildNextApp, installNextApp, nextInputs, quietly } from "../../scripts/next-app.ts";
import { run } from "../../scripts/run.ts";
import { startBuilt, type ServerProcess } from "../support/server-process.ts";

/** The installed playground with some files of its own, built anew with variables of its own. `name` tells such variants apart. */
export function installNextVariant(
  name: string,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const make = async (folder: string): Promise<void> => {
    await rm(folder, { recursive: true });
    run("cp", ["-al", await installNextApp(), folder]);
    await rm(join(folder, ".next"), { recursive: true }); // the files are the original's own
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await rm(file, { force: true });
      await writeFile(file, text);
    }
    buildNextApp(folder, env);
  };
  return madeOnce(`playground-next-${name}`, nextInputs, make, JSON.stringify([files, env]));
}

/** Starts an installed app on a free port, with everything of the media server below `base`. */
export function startNextApp(cwd: string, base: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const script = join(cwd, "node_modules/next/dist/bin/next");
  const args = ["start", "--hostname", "127.0.0.1"];
  return startBuilt(script, { ...quietly, INTAGLIO_UPLOADS: "open", ...env, INTAGLIO_BASE_PATH: base }, { cwd, args });
}
