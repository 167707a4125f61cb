/** Cloudflare's management is not spoken yet. */
import { IntaglioError, type Command } from "@intaglio/contract";

/** The gap, stated: throws `OPERATION_UNSUPPORTED`. */
export function readCommand(): Command {
  const hint = "Cloudflare's management is not spoken yet: use another dialect of the same server";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}
