/** Anchors that look at the picture. */
import type { Anchor } from "@intaglio/contract";
import type { Strategy } from "./stroke.ts";

const strategies: Readonly<Record<string, Strategy>> = { saliency: "attention", entropy: "entropy" };

/** What an anchor asks for that no detector here can find, as a phrase; undefined when all is well. */
export function lackingDetector(anchor: Anchor | undefined): string | undefined {
  if (anchor?.kind !== "detect" || anchor.by.some((name) => name in strategies)) return undefined;
  return `no detector for ${anchor.by.join(", ")}`;
}

/** The detectors that anchors name first and that are not there, each once, where another of their list stands in. */
export function missingDetectors(anchors: readonly Anchor[]): string[] {
  const missing = anchors.flatMap((anchor) => {
    if (anchor.kind !== "detect" || lackingDetector(anchor) !== undefined) return [];
    const found = anchor.by.findIndex((name) => name in strategies);
    return anchor.by.slice(0, found);
  });
  return [...new Set(missing)];
}

/** The first of an anchor's detectors that is there. */
export function strategyOf(anchor: Anchor | undefined): Strategy {
  const names = anchor?.kind === "detect" ? anchor.by : [];
  return names.map((name) => strategies[name]).find((strategy) => strategy !== undefined) ?? "attention";
}
