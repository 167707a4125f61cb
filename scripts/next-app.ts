import { installPlayground } from "./install-playground.ts";
import { run } from "./run.ts";

/** For Next, which would otherwise report to its makers. */
export const quietly = { NEXT_TELEMETRY_DISABLED: "1" };

/** The playground of Next, installed from tarballs in a folder outside the workspace and built for production; gives the folder. */
export function installNextApp(): Promise<string> {
  return installPlayground("next", async (folder) => buildNextApp(folder));
}

/** Builds it for production. Throws what Next says when it cannot. */
export function buildNextApp(cwd: string): void {
  run("npx", ["next", "build"], { cwd, quiet: true, env: quietly });
}
