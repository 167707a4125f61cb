/** Refusals in the service's own words, where it has several for one of our codes. */
import { IntaglioError, type ErrorCode } from "@intaglio/contract";

/** An error with one of Uploadcare's own names and texts. */
export function refusal(code: ErrorCode, name: string, text: string): IntaglioError {
  return new IntaglioError(code, text, { hint: `${name}: ${text}` });
}
