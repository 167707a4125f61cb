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

/** A part that is larger than an upload may be gets as many times the time; this much at most, where uploads have less: sweeps count on it. */
const longestPartMs = 1_800_000;

/** For a part of so many bytes. */
export function partPace(engine: Engine, bytes: number): Pace {
  const pace = paceOf(engine);
  const scaled = pace.totalMs * Math.max(1, bytes / engine.settings.limits.uploadBytes);
  return { ...pace, totalMs: Math.max(pace.totalMs, Math.min(scaled, longestPartMs)) };
}
