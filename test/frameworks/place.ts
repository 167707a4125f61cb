/** Where a server is, and what tests need to know to ask it. */
import { signed as sign } from "../bench/sign.ts";
import { deliveryKey } from "../support/media.ts";

/** A server under test. */
export interface Place {
  readonly origin: string;
  /** Everything lives below it: empty, or with a slash in front and none behind. */
  readonly base: string;
  /** A photo that is stored already, its bytes, and a larger one. */
  readonly photo: Stored;
  readonly large: Stored;
}

/** A stored file. */
export interface Stored {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The target of a path below the mount, with an exact token that is good until 2030 or until `expires` (Unix seconds). */
export function signed({ base }: Pick<Place, "base">, path: string, expires?: number): string {
  return base + sign(path, deliveryKey, expires);
}
