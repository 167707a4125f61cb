/** What holds secret keys is stored sealed: whoever reads the database alone can neither use nor change it. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";

/** Closes values into text and opens them again; `name` belongs to the value, and no other opens it. */
export interface Seal {
  close(name: string, value: unknown): string;
  /** Throws `INTERNAL` for what was not closed under this key and name. */
  open(name: string, sealed: unknown): unknown;
}

/** A seal with a key of 32 bytes (AES-256-GCM). */
export function createSeal(key: Uint8Array): Seal {
  return {
    close(name, value) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
      const body = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
    },
    open(name, sealed) {
      try {
        const bytes = Buffer.from(String(sealed), "base64");
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(Buffer.from(name));
        decipher.setAuthTag(bytes.subarray(12, 28));
        const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
        return JSON.parse(text) as unknown;
      } catch (cause) {
        throw new IntaglioError("INTERNAL", `the record of ${name} was sealed with another secret`, { cause });
      }
    },
  };
}
