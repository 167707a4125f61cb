/** Headers that keep answers safe and cacheable for exactly as long as they are valid. */

const yearSeconds = 31_536_000;
const inlineTypes = /^(image\/(jpeg|png|webp|gif|avif|tiff)|video\/(mp4|webm))$/;

const asStated = { "x-content-type-options": "nosniff" };
const powerless = { ...asStated, "content-security-policy": "default-src 'none'; sandbox" };

/** Goes on every answer of this type: bytes are what we say they are, and what is no picture could do nothing as a page. */
export function safetyHeaders(type: string | undefined): Readonly<Record<string, string>> {
  return type !== undefined && inlineTypes.test(type) ? asStated : powerless;
}

/**
 * How long an answer may be kept. With a token, which ends at `tokenEnds` (Unix seconds), it is private and is not kept
 * beyond that. Without one it is public, for a year: a file's bytes never change under its id. Neither outlives a
 * temporary file, which ends at `fileEnds`; that and `now` are in Unix milliseconds.
 */
export function cacheControl(tokenEnds: number | undefined, fileEnds: number | null, now: number): string {
  const seconds = Math.min(
    yearSeconds,
    (tokenEnds ?? Infinity) - Math.floor(now / 1000),
    Math.floor(((fileEnds ?? Infinity) - now) / 1000),
  );
  return `${tokenEnds === undefined ? "public" : "private"}, max-age=${Math.max(0, seconds)}`;
}

/** Of what an app's session was asked about: kept by this browser alone, and asked for again each time, so that it ends with the session. */
export const perSession = "private, no-cache";

/**
 * `Content-Disposition` by RFC 6266: a plain ASCII name for old clients and the true one beside it. Only pictures and
 * video are shown in place; everything else is a download, whatever the URL says.
 */
export function disposition(name: string, type: string, wanted: "inline" | "attachment" | undefined): string {
  const kind = inlineTypes.test(type) ? (wanted ?? "inline") : "attachment";
  const plain = name.replace(/[^\w .()-]/g, "_");
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"${plain === name ? "" : `; filename*=UTF-8''${exact}`}`;
}

/** The name with the ending of its real type, so that a renamed file cannot pass for something else. */
export function withEnding(name: string, type: string): string {
  const endings: Readonly<Record<string, readonly string[]>> = {
    "image/jpeg": ["jpg", "jpeg"],
    "image/png": ["png"],
    "image/webp": ["webp"],
    "image/gif": ["gif"],
    "image/avif": ["avif"],
    "image/tiff": ["tiff", "tif"],
  };
  const fitting = endings[type];
  const found = /\.([\w-]{1,10})$/.exec(name)?.[1]?.toLowerCase();
  if (!fitting || (found && fitting.includes(found))) return name;
  return `${found ? name.slice(0, -found.length - 1) : name}.${fitting[0]}`;
}
