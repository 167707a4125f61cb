/** Signed downloads: `GET /v1_1/<cloud>/<resource>/download?public_id=…&signature=…`. */
import { IntaglioError, readQueryOnce } from "@intaglio/contract";
import { isFileName } from "../vocabulary/output.ts";
import type { Switches } from "../vocabulary/word.ts";
import type { AddressSettings } from "../options.ts";
import { readSource, type Pointed } from "./source.ts";

/** What a download's query asks for. */
export interface Download {
  readonly pointed: Pointed;
  readonly chain: readonly string[];
  readonly switches: Switches;
}

/** True for the path of a signed download. */
export function isDownload(path: string, { cloudName }: Pick<AddressSettings, "cloudName">): boolean {
  const found = /^\/v1_1\/([\w-]{1,100})\/(?:image|video|raw)\/download$/.exec(path);
  return found?.[1] === cloudName;
}

/** Reads a download's query: its signature covers all of it. Throws `TARGET_INVALID`. */
export function readDownload(query: string): Download {
  const id = readQueryOnce(query, "public_id");
  if (id === undefined || id === "") throw missing("public_id");
  const format = readQueryOnce(query, "format") ?? "";
  const attachment = readQueryOnce(query, "attachment") ?? "";
  const named =
    readQueryOnce(query, "target_filename") ?? (/^(?:|true|false|[01])$/.test(attachment) ? "" : attachment);
  const transformation = readQueryOnce(query, "transformation") ?? "";
  if (named !== "" && !isFileName(named)) throw missing("attachment");
  if (!/^\w{0,10}$/.test(format)) throw missing("format");
  const address = {
    resource: "image",
    type: "upload",
    suffixed: false,
    root: false,
    prefix: "",
    signature: "",
    chain: [],
    version: undefined,
  } as const;
  const rest = encodeURIComponent(format === "" ? id : `${id}.${format}`);
  return {
    pointed: readSource({ ...address, rest }),
    chain: transformation === "" ? [] : transformation.split("/"),
    switches: {
      ...(attachment !== "" && attachment !== "false" && attachment !== "0" && { disposition: "attachment" }),
      ...(named !== "" && { fileName: named }),
    },
  };
}

function missing(name: string): IntaglioError {
  return new IntaglioError("TARGET_INVALID", `a download's ${name}`, {
    hint: `Missing required parameter - ${name}, or it is malformed`,
  });
}
