/** All that an adapter knows of a server. */
export interface Fetchable {
  /** Answers every request it {@link owns}; never rejects. */
  fetch(request: Request): Promise<Response>;
  /** True when the URL, whole or from the root, is one this server answers. Quick; reads nothing. */
  owns(url: string): boolean;
}

/**
 * Where a response may carry its own parts. A bridge that writes to a socket anyway can take them from there, instead
 * of having a standard response take them apart and put them together again: that costs a fifth of a cached answer.
 */
export const partsOf = Symbol.for("intaglio.parts");

/** A response's parts, all at hand. */
export interface ResponseParts {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | string | null;
}
