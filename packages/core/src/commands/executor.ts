/** What carries out a command. */
import type { Command, CommandName, Commands, Project } from "@intaglio/contract";
import type { Engine } from "../engine.ts";

/** Carries out one kind of command, in one project. Throws what goes wrong, in our words. */
export type Executor<Name extends CommandName> = (
  engine: Engine,
  project: Project,
  command: Command<Name>,
) => Promise<Commands[Name][1]>;

/** Executors by command. */
export type Executors<Names extends CommandName> = { readonly [Name in Names]: Executor<Name> };
