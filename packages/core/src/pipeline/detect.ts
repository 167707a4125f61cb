/** Anchors that look at the picture. */
import type { Anchor } from "@intaglio/contract";
import type { Strategy } from "./stroke.ts";

const strategies: Readonly<Record<string, Strategy>> = { saliency: "attention", entropy: "entropy" };

/** What an anchor asks for that no detector here can find, as a phrase; undefined when all is well. */
export function lackingDetector(anchor: Anchor | undefined): string | undefined {
  if (anchor?.kind !== "detect" || anchor.by.some((name) => name in strategies)) return undefined;
  return `no detector for ${anchor.by.join(", ")}`;
}

/** The first of an anchor's detectors that is there. */
export function strategyOf(anchor: Anchor | undefined): Strategy {
  const names = anchor?.kind === "detect" ? anchor.by : [];
  return names.map((name) => strategies[name]).find((strategy) => strategy !== undefined) ?? "attention";
}
