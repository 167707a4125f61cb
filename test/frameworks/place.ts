/** Where a server is, and what tests need to know to ask it. */
import { createHmac } from "node:crypto";

/** The playgrounds' own key. */
const deliveryKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

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
export function signed({ base }: Pick<Place, "base">, path: string, expires = 1_893_456_000): string {
  const text = `exp=${expires}~acl=${path}`;
  const hmac = createHmac("sha256", Buffer.from(deliveryKey, "hex")).update(text).digest("hex");
  return `${base}${path}?token=${text}~hmac=${hmac}`;
}
