/** Small changes to an address, as an attacker would try them. */
import { pick, whole } from "./uploadcare/fixture.ts";

const insertions = ["/", "-", "~", "%2f", "%", "?", "&", "=", "..", ".", "+", "0", "a", "%20", "%00", "#", ","];

/** The text with a piece cut out, put in, replaced, turned to upper case, reversed or escaped. */
export function mutants(random: () => number, text: string, more: readonly string[] = []): string {
  const at = whole(random, 0, text.length);
  const to = Math.min(text.length, at + whole(random, 0, 3));
  const [before, piece, after] = [text.slice(0, at), text.slice(at, to), text.slice(to)];
  const inserted = pick(random, [...insertions, ...more]);
  switch (whole(random, 0, 5)) {
    case 0:
      return before + after;
    case 1:
      return before + inserted + piece + after;
    case 2:
      return before + inserted + after;
    case 3:
      return before + piece.toUpperCase() + after;
    case 4:
      return before + piece.split("").toReversed().join("") + after;
    default:
      return before + piece.replace(/./gs, (mark) => `%${mark.charCodeAt(0).toString(16)}`) + after;
  }
}
