/** What a server could not do, in one line. */
import { printable } from "./terminal.ts";

/** An error of ours may come from a config's own copy of the packages: it is told by its form. */
export interface Failure extends Error {
  readonly code: string;
  readonly status: number;
  readonly sentence: string;
  readonly detail: { readonly hint?: string };
}

/** True for an error of ours. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && error.name === "IntaglioError" && typeof Reflect.get(error, "sentence") === "string";
}

/** Its status, code, sentence, and what else is known. */
export function describeFailure({ status, code, sentence, message, detail }: Failure): string {
  const more = detail.hint ?? (message === sentence ? undefined : message);
  return printable(`${status} ${code}: ${sentence}${more === undefined ? "" : ` (${more})`}`);
}
