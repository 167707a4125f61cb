/** Every command's executor. */
import { IntaglioError, type Command, type CommandName, type Outcome, type Project } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import type { Executor, Executors } from "./executor.ts";
import { copies } from "./copies.ts";
import { fetches } from "./fetches.ts";
import { files } from "./files.ts";
import { groups } from "./groups.ts";
import { hooks } from "./hooks.ts";
import { labels } from "./labels.ts";
import { parts } from "./parts.ts";
import { project } from "./project.ts";

/** What is not there yet is refused. */
const executors: Partial<Executors<CommandName>> = {
  ...files,
  ...copies,
  ...labels,
  ...groups,
  ...hooks,
  ...parts,
  ...fetches,
  ...project,
};

/** Carries out a command. Throws `OPERATION_UNSUPPORTED` for one that is not there yet. */
export async function execute(engine: Engine, owner: Project, command: Command): Promise<Outcome> {
  const executor = executors[command.kind] as Executor<CommandName> | undefined;
  if (!executor)
    throw new IntaglioError("OPERATION_UNSUPPORTED", command.kind, { hint: `${command.kind} is not spoken yet` });
  const result = await executor(engine, owner, command);
  return { kind: command.kind, command, result } as Outcome;
}
