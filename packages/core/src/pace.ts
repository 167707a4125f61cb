/** How fast a body must come. */
import type { Engine } from "./engine.ts";
import type { Pace } from "./intake/body.ts";

/** As the server's limits say. */
export function paceOf({ settings: { limits } }: Engine): Pace {
  return {
    totalMs: limits.uploadSeconds * 1000,
    idleMs: limits.uploadIdleSeconds * 1000,
    bytesPerSecond: limits.uploadBytesPerSecond,
  };
}
