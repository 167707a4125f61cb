/** What the contract's language can say and this engine cannot paint. */
import type { OperationName } from "@intaglio/contract";
import { painters } from "./operations/index.ts";

/** One gap: an operation, or an argument of one, and the reason. */
export interface Gap {
  readonly what: string;
  readonly why: string;
}

/** Every gap, for the support table. A plan that falls into one is refused with `OPERATION_UNSUPPORTED`. */
export function unsupportedFeatures(): Gap[] {
  const operations = (Object.keys(painters) as OperationName[]).flatMap((name): Gap[] => {
    const painter = painters[name];
    return "unsupported" in painter ? [{ what: name, why: painter.unsupported }] : [];
  });
  return [
    ...operations,
    {
      what: "anchor detect by face or object",
      why: "there is no such detector; with saliency or entropy in the list, that one is used",
    },
    { what: "resize zoom", why: "saliency finds a place, not a subject's size" },
    { what: "overlay anchor detect", why: "layers are not placed by what is found in the picture" },
    { what: "overlay steps frames", why: "of an animated layer the first frame is laid on" },
    { what: "overlay text", why: "needs fonts: see the option fonts" },
  ];
}
