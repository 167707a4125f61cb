/** Management requests: at present the one question `GET /info/`. */
import { IntaglioError, isFileId, type Command, type RequestFacts } from "@intaglio/contract";
import { checkNoNull, checkPublicKey, readFields } from "./intake/fields.ts";

/** The request's command. Throws `KEY_*`, `FILE_ID_MISSING` or `FILE_ID_INVALID`. */
export function readCommand(request: RequestFacts, publicKey: string): Command {
  const fields = readFields(request);
  checkPublicKey(fields, publicKey);
  checkNoNull(fields);
  const ids = (fields.get("file_id") ?? []).filter((value) => value !== "");
  const [id] = ids;
  if (id === undefined) throw new IntaglioError("FILE_ID_MISSING");
  if (!isFileId(id) || new Set(ids).size > 1) throw new IntaglioError("FILE_ID_INVALID");
  return { kind: "inspect", id };
}
