/** Variants of the playground of Next, each built for production, and how such are started. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inTurn } from "../../scripts/in-turn.ts";
import { buildNextApp, installNextApp, quietly } from "../../scripts/next-app.ts";
import { run } from "../../scripts/run.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";

/** The installed playground with some files of its own, built anew. `name` tells such variants apart. */
export async function installNextVariant(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const original = await installNextApp();
  const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 8);
  const folder = `${original}-${name}-${version}`;
  await inTurn(`${folder}.lock`, async () => {
    if (existsSync(join(folder, ".varied"))) return;
    await rm(folder, { recursive: true, force: true });
    run("cp", ["-al", original, folder]);
    await rm(join(folder, ".next"), { recursive: true }); // the files are the original's own
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await rm(file, { force: true });
      await writeFile(file, text);
    }
    buildNextApp(folder);
    await writeFile(join(folder, ".varied"), "");
  });
  return folder;
}

/** Starts an installed app on a free port, with everything of the media server below `base`. */
export function startNextApp(cwd: string, base: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const script = join(cwd, "node_modules/next/dist/bin/next");
  const args = ["start", "--hostname", "127.0.0.1"];
  return startServer(
    script,
    { ...quietly, INTAGLIO_UPLOADS: "open", ...env, INTAGLIO_BASE_PATH: base, NODE_OPTIONS: "" },
    { cwd, args },
  );
}
