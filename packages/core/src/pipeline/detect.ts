/** Anchors that look at the picture. */
import type { Anchor, DetectAnchor, Size, Step } from "@intaglio/contract";
import type { DetectedKind } from "./detector.ts";
import { sameSize } from "./geometry.ts";
import type { Kernel, Seek, Strategy, StrokeOf } from "./stroke.ts";

type DetectorName = DetectAnchor["by"][number];

const strategies: Readonly<Partial<Record<DetectorName, Strategy>>> = { saliency: "attention", entropy: "entropy" };

/** An anchor's detectors that are there, down to the first that finds something in every picture. */
function asked({ by }: DetectAnchor, sees: readonly DetectedKind[]): { kinds: DetectedKind[]; strategy?: Strategy } {
  const kinds: DetectedKind[] = [];
  for (const name of by) {
    const strategy = strategies[name];
    if (strategy !== undefined) return { kinds, strategy };
    const kind = sees.find((seen) => seen === name);
    if (kind !== undefined) kinds.push(kind);
  }
  return { kinds };
}

/** What an anchor asks for that no detector here can find, as a phrase; undefined when all is well. */
export function lackingDetector(anchor: Anchor | undefined, sees: readonly DetectedKind[]): string | undefined {
  if (anchor?.kind !== "detect") return undefined;
  const { kinds, strategy } = asked(anchor, sees);
  if (kinds.length > 0 || strategy !== undefined) return undefined;
  return `no detector for ${anchor.by.join(", ")}: see the option render.detector`;
}

/** Whether a detector here looks for what the anchor names. */
export function seeksSubject(anchor: Anchor | undefined, sees: readonly DetectedKind[]): boolean {
  return anchor?.kind === "detect" && asked(anchor, sees).kinds.length > 0;
}

/** The detectors that steps name first and that are not there, each with what stands in for it, and each once. */
export function missingDetectors(
  steps: readonly Step[],
  sees: readonly DetectedKind[],
): readonly { readonly name: string; readonly standIn: string }[] {
  const missing = new Map<string, string>();
  for (const anchor of anchorsOf(steps)) {
    if (anchor.kind !== "detect" || lackingDetector(anchor, sees) !== undefined) continue;
    const isThere = (name: DetectorName): boolean => name in strategies || sees.some((kind) => kind === name);
    for (const [at, name] of anchor.by.entries()) {
      if (name in strategies) break;
      if (!isThere(name) && !missing.has(name))
        missing.set(name, anchor.by.slice(at).find(isThere) ?? anchor.otherwise);
    }
  }
  return [...missing].map(([name, standIn]) => ({ name, standIn }));
}

/** Whether a detector looks at the picture at some of the steps. */
export function usesDetector(steps: readonly Step[], sees: readonly DetectedKind[]): boolean {
  if (anchorsOf(steps).some((anchor) => seeksSubject(anchor, sees))) return true;
  return withLayers(steps).some((step) => "within" in step && step.within === "faces");
}

function anchorsOf(steps: readonly Step[]): Anchor[] {
  return withLayers(steps).flatMap((step) => {
    if (step.op === "resize") return step.mode === "cover" ? [step.anchor] : [];
    return step.op === "crop" && step.anchor !== undefined ? [step.anchor] : [];
  });
}

function withLayers(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => (step.op === "overlay" ? [step, ...withLayers(step.steps)] : [step]));
}

/** A part of `size` of the picture scaled to `scaled`; `zoom` and `enlarges` as in {@link Seek}, without them no nearer. */
interface Wanted {
  readonly before: Size;
  readonly scaled: Size;
  readonly size: Size;
  readonly kernel: Kernel;
  readonly zoom?: number;
  readonly enlarges?: boolean;
}

/** The search for the part that an anchor means, by the detectors that are there. */
export function searchFor(
  anchor: DetectAnchor,
  sees: readonly DetectedKind[],
  wanted: Wanted,
): Seek | StrokeOf<"find"> {
  const { kinds, strategy } = asked(anchor, sees);
  if (kinds.length === 0) return findBy(strategy ?? "attention", wanted);
  const otherwise = strategy === undefined ? { at: anchor.otherwise } : { by: strategy };
  return { kind: "seek", kinds, otherwise, zoom: 0, enlarges: false, ...wanted };
}

/** The search by a way of sharp's own. */
export function findBy(by: Strategy, { before, scaled, size, kernel }: Omit<Wanted, "zoom">): StrokeOf<"find"> {
  const found: StrokeOf<"find"> = { kind: "find", by, kernel, size };
  return sameSize(before, scaled) ? found : { ...found, scaled };
}
