/** `POST /from_url/` and `GET /from_url/status/`: files fetched from addresses. */
import type { ErrorCode, FetchState, IntaglioError } from "@intaglio/contract";
import { endpoint, toJson } from "../endpoint.ts";
import { refusal } from "../../fail/refusal.ts";
import { presentFileInfo } from "../file-info.ts";
import { readIntent } from "../../intake.ts";
import type { RequestFields } from "../../intake/fields.ts";

/** `POST /from_url/`. `read` throws `FIELD_INVALID` under one of the service's names. */
export const begin = endpoint<"fetch.begin">({
  api: "upload",
  method: "POST",
  path: "/from_url/",
  isSigned: true,
  read({ fields, permit }) {
    const url = last(fields, "source_url");
    if (url === undefined) throw refusal("FIELD_INVALID", "SourceURLRequiredError", "source_url is required.");
    const [name, reuse] = [last(fields, "filename"), last(fields, "check_URL_duplicates") === "1"];
    return {
      kind: "fetch.begin",
      wish: {
        url: readAddress(url),
        ...(name !== undefined && { name }),
        intent: readIntent(fields, "store"),
        permit,
        reuse,
        remember: (last(fields, "save_URL_duplicates") ?? (reuse ? "1" : "0")) === "1",
      },
    };
  },
  present: (begun) =>
    toJson(
      "token" in begun ? { type: "token", token: begun.token } : { type: "file_info", ...presentFileInfo(begun.file) },
    ),
});

/** `GET /from_url/status/`. */
export const status = endpoint<"fetch.read">({
  api: "upload",
  method: "GET",
  path: "/from_url/status/",
  isKeyless: true,
  read({ fields }) {
    const token = last(fields, "token");
    if (token === undefined) throw refusal("FIELD_INVALID", "TokenRequiredError", "token is required.");
    return { kind: "fetch.read", token: token.slice(0, 100) };
  },
  present: (state) => toJson(presentState(state)),
});

function last(fields: RequestFields, name: string): string | undefined {
  const value = fields.get(name)?.at(-1);
  return value === "" ? undefined : value;
}

/** An absolute http(s) address. Throws `FIELD_INVALID` under the name of what is wrong with it. */
function readAddress(text: string): string {
  const invalid = (name: string, what: string): IntaglioError => refusal("FIELD_INVALID", name, what);
  if (text.length > 2048 || /[\s\\]/.test(text)) throw invalid("URLParsingFailedError", "Failed to parse URL.");
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw invalid("URLSchemeRequiredError", "No URL scheme supplied.");
  if (scheme !== "http" && scheme !== "https") throw invalid("URLSchemeInvalidError", "Invalid URL scheme.");
  if (/^https?:(?:\/{0,2}$|\/\/[/?#])/i.test(text)) throw invalid("URLHostRequiredError", "No URL host supplied.");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:\/\//i.test(text)) throw invalid("URLHostMalformedError", "URL host is malformed.");
  if (url.username !== "" || url.password !== "") throw invalid("URLValidationError", "Failed to validate URL.");
  return url.href;
}

function presentState(state: FetchState): object {
  switch (state.state) {
    case "unknown":
    case "waiting":
      return { status: state.state };
    case "progress":
      return { status: "progress", done: state.done, total: state.total ?? "unknown" };
    case "success":
      return { status: "success", ...presentFileInfo(state.file) };
    case "error": {
      const [error_code, error] = sayFailure(state.code, state.hint);
      return { status: "error", error, error_code };
    }
  }
}

/** The service's name and text of a failure; `hint` is the status that a server answered, where it was one. */
function sayFailure(code: ErrorCode, hint: string | undefined): readonly [name: string, text: string] {
  const answered = code === "SOURCE_UNREACHABLE" && /^\d{3}$/.test(hint ?? "") ? Number(hint) : undefined;
  if (answered !== undefined)
    return answered < 500
      ? ["DownloadFileHTTPClientError", `HTTP client error: ${answered}.`]
      : ["DownloadFileHTTPServerError", `HTTP server error: ${answered}.`];
  switch (code) {
    case "SOURCE_UNREACHABLE":
      return ["DownloadFileHTTPNetworkError", "HTTP network error: the server did not answer."];
    case "SOURCE_FORBIDDEN":
      return ["DownloadFileHTTPURLValidationError", "HTTP URL validation error: it may not be fetched."];
    case "FILE_TOO_LARGE":
      return ["DownloadFileSizeLimitExceededError", "Downloaded file is too big."];
    case "FILE_NOT_FOUND":
      return ["DownloadFileNotFoundError", "downloaded file not found."];
    case "FILE_EMPTY":
    case "FILE_TYPE_FORBIDDEN":
    case "IMAGE_UNREADABLE":
    case "IMAGE_TOO_LARGE":
      return ["DownloadFileValidationFailedError", `File validation error: ${hint ?? "it is not accepted."}`];
    default:
      return ["DownloadFileInternalServerError", "Internal server error."];
  }
}
