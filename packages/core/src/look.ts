/** From a plan and its files to facts about the pixels: kept like a rendition, so that they are worked out once. */
import { checkEncode, IntaglioError, type FactsWanted, type PictureFacts, type Plan } from "@intaglio/contract";
import type { Engine, Rendition, Waiter } from "./engine.ts";
import { renditionKey } from "./library/keys.ts";
import { nameRendition, sizeAfter } from "./make.ts";
import { toJob, type Subject } from "./subject.ts";

/** How the picture would be written is no fact about it. */
const encode = { ...checkEncode({}), format: "png" } as const;

/** The size after all steps, and what else is wanted; only that takes a look at the pixels. Throws what rendering throws. */
export async function look(
  engine: Engine,
  plan: Plan,
  subject: Subject,
  { colors, hashes }: FactsWanted = {},
  waiter?: Waiter,
): Promise<PictureFacts> {
  const size = sizeAfter(engine, plan, subject);
  if (colors === undefined && hashes !== true) return { width: size.width, height: size.height };
  if (colors !== undefined && !(Number.isInteger(colors) && colors >= 1 && colors <= 256)) {
    const hint = `${JSON.stringify(colors).slice(0, 40)} main colours, allowed are 1 to 256`;
    throw new IntaglioError("PLAN_INVALID", hint, { hint });
  }
  const wanted = { ...(colors === undefined ? {} : { colors }), ...(hashes === true ? { hashes } : {}) };
  const target = { steps: plan.steps, encode };
  const name = engine.digest(`facts|${JSON.stringify(wanted)}|${nameRendition(engine, subject, target)}`);
  const key = renditionKey(subject.file.id, name);
  const make = async (stop: AbortSignal): Promise<Rendition> => {
    const { job, source, layers } = await toJob(engine, subject, target);
    const facts = await engine.pixels.inspect(job, source, wanted, stop, layers);
    engine.log.info("inspected", { key });
    const { width, height } = facts;
    return { bytes: Buffer.from(JSON.stringify(facts)), type: "application/json", width, height };
  };
  const { bytes } = await engine.renditions.getOrMake(key, subject.file.id, make, waiter);
  return JSON.parse(Buffer.from(bytes).toString()) as PictureFacts;
}
