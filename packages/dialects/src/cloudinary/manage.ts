/** Management requests: none are spoken yet, and no route leads to them. */
import { IntaglioError, type Command, type RequestFacts } from "@intaglio/contract";

/** Throws `OPERATION_UNSUPPORTED`. */
export function readCommand(_request: RequestFacts): Command {
  const hint = "Cloudinary's Admin API is not spoken yet";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}
