/** Where a command writes to, and how it says that it was called wrongly. */

/** What a command needs of its process. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** A wrong call: its message is for the one who typed it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** Text without what a terminal would obey: addresses and names come from strangers. */
export function printable(text: string): string {
  return text.replace(/[^\n\P{Cc}]/gu, "?");
}
