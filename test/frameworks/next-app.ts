/** The playground of Next, installed from tarballs and built for production, and how it is started. */
import { join } from "node:path";
import { installPlayground } from "../../scripts/install-playground.ts";
import { run } from "../../scripts/run.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";

const quietly = { NEXT_TELEMETRY_DISABLED: "1" };

/** Gives its folder, outside the workspace. */
export function installNextApp(): Promise<string> {
  return installPlayground("next", async (cwd) => run("npx", ["next", "build"], { cwd, quiet: true, env: quietly }));
}

/** Starts it on a free port, with everything of the media server below `base`: `/media` in the App Router, `/api/media` in the Pages API. */
export async function startNextApp(base: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const cwd = await installNextApp();
  const script = join(cwd, "node_modules/next/dist/bin/next");
  const args = ["start", "--hostname", "127.0.0.1"];
  return startServer(script, { ...quietly, ...env, INTAGLIO_BASE_PATH: base, NODE_OPTIONS: "" }, { cwd, args });
}
