/**
 * What clients say about their screens and lines, rounded, so that caches hold few kinds.
 *
 * Browsers on Chromium send these headers only to servers that ask for them in `Accept-CH` on a page's own answer, and
 * to other hosts only where that page's `Permissions-Policy` lets them (`ch-dpr`, `ch-width`, `ch-viewport-width`,
 * `ch-ect`, `ch-rtt`, `ch-downlink`). A picture's answer can ask, too, but is heard for its own host alone, and only
 * from the next page on; so it is the page's server that should ask, and these answers do not. `Save-Data` comes unasked.
 * Whoever sends no hint gets what the plan says without one.
 */
import { hintHeaders, type Hints } from "@intaglio/contract";

/** Looks up a header, as `Headers.get` does. */
export type Lookup = (name: string) => string | null;

const densities = [1, 1.5, 2, 3];
/** Each a fifth to a third more than the one before. */
const widths = [160, 240, 320, 400, 480, 640, 800, 960, 1280, 1600, 1920, 2560, 3840];

/** The request headers by which a client says that it saves data or that its line is slow. */
export const savingHeaders = ["Save-Data", "ECT", "RTT", "Downlink"] as const;

/** A request's hints, each rounded up to one of a few: a picture a little too large is better than one too small. */
export function readHints(header: Lookup): Hints {
  const dpr = firstOf(header, hintHeaders.dpr, densities);
  const width = firstOf(header, hintHeaders.width, widths);
  const viewportWidth = firstOf(header, hintHeaders.viewportWidth, widths);
  return {
    ...(dpr === undefined ? {} : { dpr }),
    ...(width === undefined ? {} : { width }),
    ...(viewportWidth === undefined ? {} : { viewportWidth }),
  };
}

/** The names for `Vary` of hints that a plan was made from. */
export function hintNames(hinted: readonly (keyof Hints)[]): string[] {
  return hinted.flatMap((name) => hintHeaders[name]);
}

/**
 * True for a client that asks to save data, or whose line is slow: a round trip of more than 150 ms, less than 5 Mbit/s,
 * or an effective type below 4g. The bounds are those of Cloudflare's `slow-connection-quality` (documented).
 */
export function savesData(header: Lookup): boolean {
  return (
    header("save-data")?.trim().toLowerCase() === "on" ||
    ["slow-2g", "2g", "3g"].includes(header("ect")?.trim().toLowerCase() ?? "") ||
    (readNumber(header("rtt")) ?? 0) > 150 ||
    (readNumber(header("downlink")) ?? Infinity) < 5
  );
}

function firstOf(header: Lookup, names: readonly string[], steps: readonly number[]): number | undefined {
  for (const name of names) {
    const value = readNumber(header(name));
    if (value !== undefined && value > 0) return steps.find((step) => value <= step) ?? steps.at(-1);
  }
  return undefined;
}

/** A number as header fields have it; undefined for anything else. */
function readNumber(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,6}(\.\d{1,9})?\s*$/.test(text) ? Number(text) : undefined;
}
