/** An address of one grammar in the words of another. */
import {
  IntaglioError,
  outputFormats,
  readTarget,
  writeEncode,
  writeSource,
  writeStep,
  type Delivery,
  type Dialect,
  type Encode,
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
 * The path that gives with `to` the picture that `target` gives with `from`: without a token, since another address needs
 * another one. Nothing that counts is left out in silence. Throws what reading the address throws: `TARGET_*`,
 * `OPERATION_*` or `PLAN_*`.
 */
export function translate(
  target: string | Target,
  from: Pick<Dialect, "parse">,
  to: Pick<Dialect, "parse" | "format">,
): Translation {
  const delivery = from.parse(typeof target === "string" ? readTarget(target) : target);
  if (!delivery.forFile) return sayDelivery(delivery, to);
  const why = "the address asks about the picture, so it means another plan for each";
  return { refused: { step: "source", why } };
}

/** What {@link translate} gives for a delivery whose plan is known. */
export function sayDelivery(delivery: Delivery, to: Pick<Dialect, "parse" | "format">): Translation {
  const refusals: Unsayable[] = [];
  for (const encode of sameInEffect(delivery.plan.encode)) {
    const said = say({ ...delivery, plan: { ...delivery.plan, encode } }, to);
    if (!said.refused) return said;
    refusals.push(said.refused);
  }
  const [first = { step: "address", why: "it cannot be said" }] = refusals;
  return { refused: refusals.find(({ why }) => !/\b(background|allowed)\b/.test(why)) ?? first };
}

/**
 * Settings that write the same picture: where the format is fixed nothing is chosen, and what lies behind transparent
 * parts shows in JPEG alone. Grammars add such settings to what they were not asked about; the plainest come first.
 */
function sameInEffect(encode: Encode): Encode[] {
  if (encode.format === "auto" || encode.format === "same") return [encode];
  const settled = { ...encode, allowed: outputFormats };
  if (encode.format === "jpeg") return [settled, encode];
  return [{ ...settled, background: "ffffffff" }, encode, { ...settled, background: "000000ff" }];
}

function say(delivery: Delivery, to: Pick<Dialect, "parse" | "format">): Translation {
  try {
    const path = to.format(delivery);
    const lost = whatDiffers(delivery, to.parse(readTarget(path)));
    return lost ? { refused: lost } : { url: path };
  } catch (error) {
    if (!(error instanceof IntaglioError) || error.status >= 500) throw error;
    const hint = error.detail.hint ?? error.message;
    const [, step, why = hint] = /^(\w+): ([^]*)$/.exec(hint) ?? [];
    return { refused: { step: step ?? "address", why } };
  }
}

/** Notices are about the address, not the picture; all else counts. */
function whatDiffers(asked: Delivery, said: Delivery): Unsayable | undefined {
  const [one, other] = [partsOf(asked), partsOf(said)];
  const step = Object.keys(one).find((name) => one[name] !== other[name]);
  if (step === undefined) return undefined;
  const [ours, theirs] = [one[step]?.slice(0, 80), other[step]?.slice(0, 80)];
  if (theirs === undefined) return { step, why: `${ours} would be left out` };
  return { step, why: ours === undefined ? `${theirs} would be added` : `it would be ${theirs}, not ${ours}` };
}

function partsOf(delivery: Delivery): Record<string, string | undefined> {
  const { answer, plan, fileName, disposition, facts, hinted, fallback } = delivery;
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
