/** The root secret and the keys made from it. */
import { hkdfSync } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";
import type { Logger } from "../engine.ts";

const developmentSecret = "intaglio-development-secret-not-for-production";

/**
 * The secret to use. Without one: a fixed development secret and a warning, or, when `NODE_ENV` is `production`,
 * `OPTIONS_INVALID`.
 */
export function resolveSecret(given: string | undefined, log: Logger): string {
  if (given !== undefined) return given;
  if (process.env["NODE_ENV"] === "production")
    throw new IntaglioError("OPTIONS_INVALID", "secret is missing: in production Intaglio does not start without one");
  log.warn("no secret is set: using the development secret, with which anybody can sign. Set the option `secret`.");
  return developmentSecret;
}

/** 32 bytes for one purpose. Keys of different purposes tell nothing of each other or of the secret. */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "intaglio", purpose, 32));
}
