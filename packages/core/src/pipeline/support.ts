/** What the contract's language can say and this engine cannot paint. */
import type { OperationName } from "@intaglio/contract";
import { detectedKinds, type DetectedKind } from "./detector.ts";
import { painters } from "./operations/index.ts";

/** One gap: an operation, or an argument of one, and the reason. */
export interface Gap {
  readonly what: string;
  readonly why: string;
}

/**
 * Every gap, for the support table; `sees` is what a detector here can find. A plan that falls into one is refused with
 * `OPERATION_UNSUPPORTED`.
 */
export function unsupportedFeatures(sees: readonly DetectedKind[] = []): Gap[] {
  const operations = (Object.keys(painters) as OperationName[]).flatMap((name): Gap[] => {
    const painter = painters[name];
    return "unsupported" in painter ? [{ what: name, why: painter.unsupported }] : [];
  });
  const unseen = detectedKinds.filter((kind) => !sees.includes(kind));
  return [
    ...operations,
    ...unseen.map((kind) => ({
      what: `anchor detect by ${kind}`,
      why: "needs the option render.detector; with saliency or entropy in the list, that one is used",
    })),
    ...(sees.includes("face")
      ? []
      : [{ what: "blur and pixelate within faces", why: "need the option render.detector" }]),
    {
      what: sees.length === 0 ? "resize zoom" : "resize zoom without face or object in a detecting anchor",
      why: "saliency finds a place, not a subject's size",
    },
    { what: "overlay anchor detect", why: "layers are not placed by what is found in the picture" },
    { what: "overlay steps frames", why: "of an animated layer the first frame is laid on" },
    { what: "overlay text", why: "needs fonts: see the option fonts" },
  ];
}
