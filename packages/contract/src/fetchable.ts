/** All that an adapter knows of a server. */
export interface Fetchable {
  /** Answers every request it {@link owns}; never rejects. */
  fetch(request: Request): Promise<Response>;
  /** True when the URL, whole or from the root, is one this server answers. Quick; reads nothing. */
  owns(url: string): boolean;
  /** What is ready for an address, if a server has such. */
  readonly [atOnce]?: AtOnce;
}

/**
 * Where a server may give what it answered a moment ago and would answer again. Without it a bridge makes a standard
 * request first, which costs as much as such an answer.
 */
export const atOnce = Symbol.for("intaglio.at-once");

/** Undefined where it takes more to answer: then {@link Fetchable.fetch} is to be asked. Throws nothing. */
export type AtOnce = (asked: Asked) => ResponseParts | undefined;

/** A request, as far as it decides whether an answer is ready. */
export interface Asked {
  readonly method: string;
  /** Byte for byte as the client sent it. */
  readonly url: string;
  /** Looks up a header by its name in small letters, as `Headers.get` does. */
  readonly header: (name: string) => string | null;
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
