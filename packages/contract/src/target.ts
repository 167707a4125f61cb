/** What a request asked for, byte for byte: signatures cover it, so nothing decodes it before it was verified. */
import { IntaglioError } from "./errors.ts";

/** A request's target below the mount, undecoded. */
export interface Target {
  /** Starts with `/`; as it arrived. */
  readonly path: string;
  /** Without the `?`; as it arrived; empty when there is none. */
  readonly query: string;
}

/** The longest target that is read, in bytes. */
export const maxTargetBytes = 4096;

/**
 * The target of a request's URL, without scheme and host. `fetch` requests carry absolute URLs, Node's carry the path
 * alone; both are read. Throws `TARGET_TOO_LONG`, or `TARGET_INVALID` for bytes no URL may have.
 */
export function readTarget(url: string): Target {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("://") + 3);
  const raw = start < 0 ? "/" : url.slice(start);
  if (raw.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  const hash = raw.indexOf("#");
  const whole = hash < 0 ? raw : raw.slice(0, hash);
  if (/[\x00-\x20\x7f\\]/.test(whole))
    throw new IntaglioError("TARGET_INVALID", "control character, space or backslash");
  const mark = whole.indexOf("?");
  return mark < 0 ? { path: whole, query: "" } : { path: whole.slice(0, mark), query: whole.slice(mark + 1) };
}

/** One percent-decoding, strict: malformed escapes and bad UTF-8 throw `TARGET_INVALID`. A plus stays a plus. */
export function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new IntaglioError("TARGET_INVALID", "malformed percent-encoding", { cause });
  }
}

/**
 * A query's one value of `name`, decoded once; undefined when absent.
 * Throws `CREDENTIALS_AMBIGUOUS` when it is there twice: whoever reads the other one would be fooled.
 */
export function readQueryOnce(query: string, name: string): string | undefined {
  let found: string | undefined;
  for (const pair of query.split("&")) {
    const mark = pair.indexOf("=");
    const key = mark < 0 ? pair : pair.slice(0, mark);
    if (key !== name && decodeLoosely(key) !== name) continue;
    if (found !== undefined) throw new IntaglioError("CREDENTIALS_AMBIGUOUS", `${name} is given twice`, { hint: name });
    found = mark < 0 ? "" : decodeOnce(pair.slice(mark + 1));
  }
  return found;
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a foreign parameter's broken name is nobody's credential
  }
}
