/** Tells whether anybody has changed a SQLite database since. */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * The database's version, also of other processes' changes. SQLite is asked once a turn of the event loop: requests
 * of one turn arrived before the answer to any change that others make during it. This process's own changes are told
 * by {@link forget}.
 */
export class Changes {
  readonly #ask: StatementSync;
  #version: unknown;
  #isKnown = false;

  constructor(reader: DatabaseSync) {
    this.#ask = reader.prepare("pragma data_version");
  }

  /** Equal to the one before as long as nothing has changed. Throws SQLite's error when it cannot say. */
  version(): unknown {
    if (this.#isKnown) return this.#version;
    this.#version = this.#ask.get()?.data_version;
    this.#isKnown = true;
    setImmediate(() => this.forget());
    return this.#version;
  }

  /** The next {@link version} asks again. */
  forget(): void {
    this.#isKnown = false;
  }
}
