/** The backups of a server, for a command. */
import type { Backups } from "@intaglio/core";
import { describeFailure, isFailure } from "./failure.ts";
import { withOwnServer } from "./server.ts";
import { UsageError, type Terminal } from "./terminal.ts";

/** Codes of what is wrong with the call or the options, not with the files. */
const wrongCalls = new Set(["OPTIONS_INVALID", "FILE_ID_INVALID", "FIELD_INVALID"]);

/** Runs `work` with the backups of the server that a module exports. Gives the exit code; 1 where it could not go on. Throws {@link UsageError}. */
export async function withBackups(
  config: string | undefined,
  terminal: Terminal,
  work: (backups: Backups) => Promise<number>,
): Promise<number> {
  if (config === undefined) throw new UsageError('--config is missing: a module that exports "media", your server');
  return withOwnServer(config, async ({ backups }) => {
    try {
      return await work(backups);
    } catch (error) {
      if (!isFailure(error) || error.code === "DATABASE_FAILED") throw error;
      if (wrongCalls.has(error.code)) throw new UsageError(error.detail.hint ?? error.message);
      terminal.stderr.write(`broken off: ${describeFailure(error)}\nThe same command goes on from there.\n`);
      return 1;
    }
  });
}
