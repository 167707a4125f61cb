/** The playgrounds that another runtime than Node runs. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildPlayground } from "../../scripts/heavy-playground.ts";
import { startBuilt, type ServerProcess } from "../support/server-process.ts";

/** Where a runtime's package has its program: in the part for this system. */
const programs = { bun: "@oven/bun-*/bin/bun", deno: "@deno/*/deno" } as const;

/** Its name is also that of its command and of its playground. */
export type OtherRuntime = keyof typeof programs;

/** The runtime's program, and the folder of its app, which is installed first. */
export async function installRuntime(name: OtherRuntime): Promise<{ readonly program: string; readonly app: string }> {
  const app = await buildPlayground(name);
  const modules = join(app, "..", "node_modules");
  const [found] = globSync(programs[name], { cwd: modules });
  if (found === undefined) throw new Error(`${name} has no program for this system`);
  return { program: join(modules, found), app };
}

/** Starts the app on a free port as its `npm start` does, but without npm between. */
export async function startOn(name: OtherRuntime, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { program, app } = await installRuntime(name);
  const { scripts } = JSON.parse(readFileSync(join(app, "package.json"), "utf8")) as { scripts: { start: string } };
  const [, first = "", ...args] = scripts.start.split(" ");
  return startBuilt(first, env, { cwd: app, args, program });
}
