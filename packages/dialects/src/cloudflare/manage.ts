/** Cloudflare's management is not spoken yet. */
import { IntaglioError, type Command } from "@intaglio/contract";

function refuse(): never {
  const hint = "Cloudflare's management is not spoken yet: use another dialect of the same server";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** Never called: no route leads to anything that names a project. Throws `OPERATION_UNSUPPORTED`. */
export function identify(): string {
  return refuse();
}

/** The gap, stated: throws `OPERATION_UNSUPPORTED`. */
export function readCommand(): Command {
  return refuse();
}
