/** Numbers and server answers as words for people. */

/** Bytes as "84 kB" or "1.2 MB". */
export function sayBytes(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

/** "1920 × 1080", or nothing for a file that is no picture. */
export function saySize(width, height) {
  return width && height ? `${width} × ${height}` : "";
}

/** "image/jpeg; charset=x" as "JPEG". */
export function sayType(type) {
  const short = (type ?? "").split(";")[0].split("/").at(-1).replace(/\+.*$/, "");
  return { "": "file", "octet-stream": "file", plain: "text" }[short] ?? short.toUpperCase();
}

const statusWords = {
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  410: "Gone",
  414: "URI Too Long",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** "403 Forbidden": newer HTTP sends the number alone. */
export const sayStatus = (status) => `${status} ${statusWords[status] ?? ""}`.trim();

/** A time today as "14:32:10", another day with its date. */
export function sayWhen(milliseconds) {
  const when = new Date(milliseconds);
  const sameDay = when.toDateString() === new Date().toDateString();
  return sameDay
    ? when.toLocaleTimeString()
    : when.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Upload refusals by Uploadcare's error codes; any other refusal is told in the server's own words. */
const refusals = {
  FileTypeForbiddenError: "This is not a picture the server takes (JPEG, PNG, WebP, GIF, AVIF or TIFF).",
  FileSizeLimitExceededError: "The file is too large.",
  RequestSizeLimitExceededError: "The file is too large.",
  FileRequiredError: "The file is empty.",
  FilesRequiredError: "The file is empty.",
  SignatureExpirationError: "The upload ticket ran out before the file arrived. Try again.",
  RequestThrottledError: "The server is busy. Try again shortly.",
};

/**
 * Why an upload failed, or undefined when it did not. The protocol says no in two ways: with a status, or, as its
 * browser clients expect, with 200 and an `error` object.
 */
export function readUploadRefusal(status, text) {
  const body = readJson(text);
  const error = body?.error;
  if (error === undefined && status >= 200 && status < 300) return undefined;
  if (typeof error === "object" && error !== null)
    return refusals[error.error_code] ?? error.content ?? "The server refused the file.";
  if (typeof error === "string") return error;
  if (status === 413) return refusals.FileSizeLimitExceededError;
  if (status === 415) return refusals.FileTypeForbiddenError;
  return text.trim().slice(0, 300) || `The server answered ${status}.`;
}

/** JSON, or undefined when it is none. */
export function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
