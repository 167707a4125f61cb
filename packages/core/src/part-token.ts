/** The right to put one part of an upload in its place. */
import { timingSafeEqual } from "node:crypto";
import { IntaglioError, type PartAddress } from "@intaglio/contract";
import type { Engine } from "./engine.ts";

/** 64 hex digits: this part of this upload, and no other. An id is never given twice, so the upload's end is the token's. */
export function tokenOf(engine: Engine, id: string, index: number): string {
  return engine.token(`part|${id}|${index}`);
}

/** Throws `SIGNATURE_INVALID`. Nothing is looked up for it. */
export function checkToken(engine: Engine, { id, index, token }: PartAddress): void {
  const [given, genuine] = [Buffer.from(token), Buffer.from(tokenOf(engine, id, index))];
  if (given.byteLength !== genuine.byteLength || !timingSafeEqual(given, genuine))
    throw new IntaglioError("SIGNATURE_INVALID", "not this part's token");
}
