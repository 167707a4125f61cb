/** Recipe: one part of a large upload comes in. */
import { IntaglioError } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";

/** Answers a part. */
export async function part(_engine: Engine, _exchange: Exchange): Promise<Response> {
  throw new IntaglioError("ROUTE_UNKNOWN");
}
