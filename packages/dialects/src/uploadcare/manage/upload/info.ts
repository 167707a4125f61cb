/** `GET /info/`: what is known of a file. */
import { IntaglioError, isFileId } from "@intaglio/contract";
import { endpoint, toJson } from "../endpoint.ts";
import { presentFileInfo } from "../file-info.ts";

/** The endpoint. `read` throws `FILE_ID_MISSING` or `FILE_ID_INVALID`. */
export const info = endpoint<"file.inspect">({
  api: "upload",
  method: "GET",
  path: "/info/",
  read({ fields }) {
    const ids = (fields.get("file_id") ?? []).filter((value) => value !== "");
    const [id] = ids;
    if (id === undefined) throw new IntaglioError("FILE_ID_MISSING");
    if (!isFileId(id) || new Set(ids).size > 1) throw new IntaglioError("FILE_ID_INVALID");
    return { kind: "file.inspect", id };
  },
  present: (file) => toJson(presentFileInfo(file)),
});
