/** An address of one grammar in the words of another. */
import {
  IntaglioError,
  readTarget,
  writeEncode,
  writeSource,
  writeStep,
  type Delivery,
  type Dialect,
  type Target,
} from "@intaglio/contract";

/** What a grammar cannot say. */
export interface Unsayable {
  /** The operation's name; or `encode`, `source`, `original`, `fileName` and the like. */
  readonly step: string;
  readonly why: string;
}

/** The translation, or the first thing that cannot be said. */
export type Translation =
  | { readonly url: string; readonly refused?: undefined }
  | { readonly url?: undefined; readonly refused: Unsayable };

/**
 * The path that means to `to` what `target` means to `from`: without a token, since another address needs another one.
 * Nothing is left out in silence. Throws what reading the address throws: `TARGET_*`, `OPERATION_*` or `PLAN_*`.
 */
export function translate(
  target: string | Target,
  from: Pick<Dialect, "parse">,
  to: Pick<Dialect, "parse" | "format">,
): Translation {
  const delivery = from.parse(typeof target === "string" ? readTarget(target) : target);
  try {
    const path = to.format(delivery);
    const lost = whatDiffers(delivery, to.parse(readTarget(path)));
    return lost ? { refused: lost } : { url: path };
  } catch (error) {
    if (!(error instanceof IntaglioError) || error.status >= 500) throw error;
    const hint = error.detail.hint ?? error.message;
    const [step = "", why] = hint.split(/: ([^]*)/, 2);
    return { refused: why === undefined ? { step: "address", why: hint } : { step, why } };
  }
}

/** Notices are about the address, not the picture; all else counts. */
function whatDiffers(asked: Delivery, said: Delivery): Unsayable | undefined {
  const [one, other] = [partsOf(asked), partsOf(said)];
  const part = Object.keys(one).find((name) => one[name] !== other[name]);
  if (part === undefined) return undefined;
  const why = `there it would be ${other[part]?.slice(0, 80) ?? "nothing"}, not ${one[part]?.slice(0, 80) ?? "nothing"}`;
  return { step: part, why };
}

function partsOf({
  answer,
  plan,
  fileName,
  disposition,
  facts,
  hinted,
  fallback,
}: Delivery): Record<string, string | undefined> {
  return {
    answer,
    source: writeSource(plan.source),
    steps: plan.steps.map(writeStep).join("/"),
    encode: writeEncode(plan.encode),
    fileName,
    disposition,
    facts: facts && JSON.stringify(facts, Object.keys(facts).toSorted()),
    hints: hinted?.join(", "),
    fallback: fallback && writeSource(fallback),
  };
}
