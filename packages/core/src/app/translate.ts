/** Addresses of one of the server's dialects in the words of another. Files are looked up for it: it is the server's owner's. */
import { IntaglioError, type Delivery, type PlanSource, type Step } from "@intaglio/contract";
import { mountDelivery, targetOf } from "../dialect/mount.ts";
import { sayDelivery, type Translation } from "../dialect/translate.ts";
import type { Engine } from "../engine.ts";
import { findKept, settleFor } from "../locate.ts";

/**
 * Translates an address. Where it asks about its picture, or may mean one of several, the one that is there counts.
 * Nothing is rendered, fetched or copied.
 */
export async function translateUrl(engine: Engine, url: string, dialectName: string): Promise<Translation> {
  const { settings, dialects } = engine;
  const { publicUrl, basePath } = settings;
  const to = dialects.find(({ name }) => name === dialectName);
  const names = dialects.map(({ name }) => name).join(", ");
  if (!to) {
    const hint = `no dialect ${JSON.stringify(dialectName)?.slice(0, 40)}, there are ${names}`;
    throw new IntaglioError("FIELD_INVALID", hint, { hint });
  }
  const mounted = mountDelivery(dialects, basePath, targetOf(url, publicUrl));
  const asked = mounted.dialect.parse(mounted.target);
  const delivery = asked.forFile ? await settled(engine, asked) : asked;
  if (!delivery) {
    const why = `the address asks about the picture, and ${missing(asked.plan.source)}`;
    return { refused: { step: "source", why } };
  }
  const said = sayDelivery(delivery, to);
  const sure = said.refused ? await withOneName(engine, delivery) : undefined;
  const final = sure ? sayDelivery(sure, to) : said;
  if (!final.refused) return { url: publicUrl + basePath + final.url };
  const source = sure?.plan.source;
  if (final.refused.step !== "source" || source?.kind !== "name" || source.names.length === 1) return final;
  return { refused: { step: "source", why: `${final.refused.why}; ${missing(source)}` } };
}

/** The server's own project, whose list of origins is the server's. */
const anybody = { id: "", origins: null };

/** The delivery for the file that is kept; undefined where none is. */
async function settled(engine: Engine, asked: Delivery): Promise<Delivery | undefined> {
  const { file, effects } = await findKept(engine, asked.plan.source, anybody, "granted");
  return file && settleFor(asked, file, effects);
}

function missing(source: PlanSource): string {
  if (source.kind === "member") return `there is no group ${source.group} here`;
  if (source.kind === "file") return `there is no file ${source.id} here`;
  if (source.kind === "url") return `no copy of ${source.url} is kept here`;
  const { names } = source;
  return `nothing was found by the name${names.length > 1 ? "s" : ""} ${names.join(" or ")}`;
}

/** The delivery with, of each picture's names, only the one that is there. */
async function withOneName(engine: Engine, delivery: Delivery): Promise<Delivery> {
  const { plan, fallback } = delivery;
  const steps: Step[] = [];
  for (const step of plan.steps)
    steps.push(
      step.op === "overlay" && step.layer.kind === "name"
        ? { ...step, layer: await oneName(engine, step.layer) }
        : step,
    );
  return {
    ...delivery,
    plan: { ...plan, steps, source: await oneName(engine, plan.source) },
    ...(fallback ? { fallback: await oneName(engine, fallback) } : {}),
  };
}

async function oneName<S extends PlanSource>(engine: Engine, source: S): Promise<S> {
  if (source.kind !== "name" || source.names.length === 1) return source;
  const { name } = await findKept(engine, source, anybody, "granted");
  return name === undefined ? source : { ...source, names: [name] };
}
