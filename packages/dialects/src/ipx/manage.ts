/** ipx manages no files. */
import { IntaglioError, type Command } from "@intaglio/contract";

/** The gap, stated: throws `OPERATION_UNSUPPORTED`. */
export function readCommand(): Command {
  const hint = "ipx has no management: use another dialect of the same server";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}
