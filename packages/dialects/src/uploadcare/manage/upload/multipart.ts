/** Uploads in parts: `POST /multipart/start/`, parts by PUT to the addresses it gives, `POST /multipart/complete/`. */
import { IntaglioError, isFileId } from "@intaglio/contract";
import { endpoint, toJson, type Ask } from "../endpoint.ts";
import { refusal } from "../../fail/refusal.ts";
import { presentFileInfo } from "../file-info.ts";
import { readIntent } from "../../intake.ts";
import type { RequestFields } from "../../intake/fields.ts";
import { writePartAddress } from "./part-address.ts";

/** Smaller files come in one request. */
const leastBytes = 10_485_760;
const leastPartBytes = 5_242_880;
const mostPartBytes = 5_368_709_120;

/** `POST /multipart/start/`. `read` throws `FIELD_INVALID`, `METADATA_INVALID`, `TAGS_INVALID`, or `OPTIONS_INVALID` where the server does not know its address. */
export const start = endpoint<"parts.begin">({
  api: "upload",
  method: "POST",
  path: "/multipart/start/",
  isSigned: true,
  read(ask) {
    checkPlace(ask);
    const { fields, permit } = ask;
    const [name, size, statedType] = ["filename", "size", "content_type"].map((one) => demand(fields, one));
    return {
      kind: "parts.begin",
      wish: {
        name: name ?? "",
        statedType: statedType ?? "",
        bytes: readSize(size ?? ""),
        partBytes: readPartSize(readOne(fields, "part_size")),
        intent: readIntent(fields),
        permit,
      },
    };
  },
  present: ({ id, parts }, _, { baseUrl }) =>
    toJson({ uuid: id, parts: parts.map((part) => ("url" in part ? part.url : baseUrl + writePartAddress(part))) }),
});

/** `POST /multipart/complete/`, which is never signed. `read` throws `FILE_ID_MISSING` or `FILE_ID_INVALID`. */
export const complete = endpoint<"parts.complete">({
  api: "upload",
  method: "POST",
  path: "/multipart/complete/",
  read({ fields }) {
    const id = readOne(fields, "uuid");
    if (id === undefined) throw new IntaglioError("FILE_ID_MISSING");
    if (!isFileId(id)) throw new IntaglioError("FILE_ID_INVALID");
    return { kind: "parts.complete", id };
  },
  present: (file) => toJson(presentFileInfo(file)),
});

/** Clients take the addresses of parts as they are, so they must be whole; and no request says where the server is. */
function checkPlace({ hasAddress }: Ask): void {
  if (hasAddress) return;
  const hint = "uploads in parts need the server's option publicUrl";
  throw new IntaglioError("OPTIONS_INVALID", hint, { hint });
}

/** A parameter, wherever it stands; undefined when absent or empty. Throws `FIELD_INVALID` when it is there with two values. */
function readOne(fields: RequestFields, name: string): string | undefined {
  const values = new Set((fields.get(name) ?? []).filter((value) => value !== ""));
  if (values.size > 1) throw refusal("FIELD_INVALID", "UploadViewsError", `${name} is given twice.`);
  return [...values][0];
}

function demand(fields: RequestFields, name: string): string {
  const value = readOne(fields, name);
  if (value === undefined) throw refusal("FIELD_INVALID", "RequestParamRequiredError", `${name} is required.`);
  return value;
}

function readSize(text: string): number {
  const bytes = readWhole(text);
  if (bytes === undefined) throw refusal("FIELD_INVALID", "MultipartSizeInvalidError", "size should be integer.");
  if (bytes < leastBytes)
    throw refusal(
      "FIELD_INVALID",
      "MultipartFileSizeTooSmallError",
      `File size can not be less than ${leastBytes} bytes. Please use direct upload instead of multipart.`,
    );
  return bytes;
}

function readPartSize(text = String(leastPartBytes)): number {
  const what = "Multipart Upload Part Size";
  const bytes = readWhole(text);
  if (bytes === undefined)
    throw refusal("FIELD_INVALID", "MultipartPartSizeInvalidError", `${what} should be an integer.`);
  if (bytes < leastPartBytes)
    throw refusal(
      "FIELD_INVALID",
      "MultipartPartSizeTooSmallError",
      `${what} can not be less than ${leastPartBytes} bytes.`,
    );
  if (bytes > mostPartBytes)
    throw refusal(
      "FIELD_INVALID",
      "MultipartPartSizeTooBigError",
      `${what} can not be more than ${mostPartBytes} bytes.`,
    );
  return bytes;
}

/** Fifteen digits: what is larger is no size. */
function readWhole(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
