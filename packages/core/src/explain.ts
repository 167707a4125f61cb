/**
 * Recipe: what an address means and what it would be answered. Nothing is rendered, fetched or copied. It tells of files
 * whoever asks, so it is the server's owner's alone: no route leads here.
 */
import {
  IntaglioError,
  writeEncode,
  writeSource,
  type Delivery,
  type FileRecord,
  type Grant,
  type Project,
  type Target,
} from "@intaglio/contract";
import { mount, targetOf, type Mounted } from "./dialect/mount.ts";
import type { Engine } from "./engine.ts";
import { findPictures, type Judge } from "./explain-pictures.ts";
import { planOut } from "./explain-plan.ts";
import {
  toRefusal,
  type ExplainedDelivery,
  type ExplainedPolicy,
  type ExplainOptions,
  type Explanation,
  type Refusal,
  type RefusalStage,
} from "./explanation.ts";
import { judgeDelivery, judgeOther, presetOf, type Standing } from "./guard/delivery.ts";
import { noticesOf } from "./notices.ts";
import { hostOf, projectOf } from "./project-of.ts";
import { readHints, type Lookup } from "./rendition/hints.ts";

/**
 * Explains an address: absolute, or a path as a request has it, base path and all. What is wrong with it is told, not
 * thrown. Rejects with `DATABASE_FAILED` where the records do not answer.
 */
export async function explain(engine: Engine, url: string, options: ExplainOptions = {}): Promise<Explanation> {
  const refusals: Refusal[] = [];
  const attempt = <T>(stage: RefusalStage, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      refusals.push(toRefusal(stage, error));
      return undefined;
    }
  };
  const header = headersOf(options);
  const target = attempt("address", () => targetOf(url, engine.settings.publicUrl));
  const mounted = target && attempt("address", () => mountedOf(engine, target));
  const known = { ...nothingKnown, target: target ? writeTarget(target) : url.slice(0, 200) };
  if (!mounted) return finish(known, refusals, ({ status }) => status);
  const { dialect, route } = mounted;
  const statusOf = ({ code, hint }: Refusal): number => {
    const facts = { method: "GET", target: mounted.target, header, fields: new Map(), body: new Uint8Array(0) };
    return dialect.fail(new IntaglioError(code, undefined, hint === null ? {} : { hint }), facts).status;
  };
  const named = { ...known, dialect: dialect.name, recipe: route.recipe };
  if (route.recipe !== "deliver") {
    attempt("address", () => checkMethod(mounted));
    return finish(named, refusals, statusOf);
  }
  const asked = attempt("address", () => dialect.parse(mounted.target, readHints(header)));
  if (!asked) return finish(named, refusals, statusOf);
  const project = await projectOf(engine, dialect, mounted.target, () => readHints(header), hostOf(url, header)).catch(
    (error: unknown) => {
      if (!(error instanceof IntaglioError) || error.code !== "KEY_UNKNOWN") throw error;
      refusals.push(toRefusal("address", error));
      return undefined;
    },
  );
  if (!project) return finish(named, refusals, statusOf);
  let isGood = true;
  const grant = attempt("signature", () => {
    isGood = false;
    const verified = dialect.verify(mounted.target, Math.floor(engine.clock() / 1000), project);
    isGood = true;
    return verified;
  });
  const pictures = await findPictures(engine, project, asked, judgeFor(engine, project, isGood, grant), options.image);
  const { delivery, standing, source, fellBack, layers } = pictures;
  const outcome = await planOut(engine, delivery, pictures.subject, pictures.isReal, header);
  const policy = judged(engine, project, delivery, standing, grant, pictures.file);
  const told = { ...named, delivery: tell(engine, asked, delivery), policy, source, fellBack, layers, ...outcome };
  return finish(told, [...refusals, ...pictures.refusals, ...outcome.refusals], statusOf);
}

function judgeFor(
  { presets }: Engine,
  { delivery: policy }: Project,
  isGood: boolean,
  grant: Grant | undefined,
): Judge {
  return (delivery, other) => {
    if (!isGood) return undefined;
    return other
      ? judgeOther(policy, presets, delivery, grant, other)
      : judgeDelivery(policy, presets, delivery, grant);
  };
}

const nothingKnown: Omit<Explanation, "target" | "status" | "code" | "refusals"> = {
  dialect: null,
  recipe: null,
  delivery: null,
  policy: null,
  source: null,
  fellBack: false,
  layers: [],
  steps: [],
  output: null,
  passes: [],
  cost: null,
  limits: [],
  rendition: null,
};

/** `statusOf` knows the status that the dialect gives a refusal. */
function finish(
  told: Omit<Explanation, "status" | "code" | "refusals">,
  refusals: readonly Refusal[],
  statusOf: (refusal: Refusal) => number,
): Explanation {
  const { target, dialect, recipe, ...rest } = told;
  const [first] = refusals;
  const status = first ? statusOf(first) : told.delivery ? 200 : null;
  return frozen({ target, dialect, recipe, status, code: first?.code ?? null, ...rest, refusals });
}

function writeTarget({ path, query }: Target): string {
  return query === "" ? path : `${path}?${query}`;
}

function mountedOf({ dialects, settings }: Engine, target: Target): Mounted {
  const mounted = mount(dialects, settings.basePath, target);
  if (!mounted) throw new IntaglioError("ROUTE_UNKNOWN", `none of ${namesOf(dialects)} has such an address`);
  return mounted;
}

function namesOf(dialects: Engine["dialects"]): string {
  return dialects.map(({ name }) => name).join(", ");
}

function checkMethod({ route }: Mounted): void {
  if (!route.methods.includes("GET"))
    throw new IntaglioError("METHOD_NOT_ALLOWED", `it takes ${route.methods.join(", ")}`);
}

function headersOf({ accept, headers = {} }: ExplainOptions): Lookup {
  const given = new Headers(headers);
  if (accept !== undefined) given.set("accept", accept);
  return (name) => given.get(name);
}

function tell(engine: Engine, asked: Delivery, delivery: Delivery): ExplainedDelivery {
  const { answer, plan, fileName, disposition, facts, hinted = [], fallback } = delivery;
  return {
    answer,
    encode: writeEncode(plan.encode),
    fileName: fileName ?? null,
    disposition: disposition ?? null,
    facts: facts ?? null,
    hinted,
    dependsOnFile: asked.forFile !== undefined,
    notices: noticesOf(engine, delivery),
    fallback: fallback ? writeSource(fallback) : null,
  };
}

function judged(
  { presets }: Engine,
  { delivery: rule }: Project,
  delivery: Delivery,
  standing: Standing | undefined,
  grant: Grant | undefined,
  file: FileRecord | undefined,
): ExplainedPolicy {
  const ends = grant && Number.isFinite(grant.expiresAt) ? new Date(grant.expiresAt * 1000).toISOString() : null;
  const policy = `delivery is "${rule}"`;
  if (standing === undefined) return { standing: "refused", until: null, why: "its token is no good" };
  if (standing === "granted") return { standing, until: ends, why: "a token covers it" };
  if (standing === "closed") {
    const why = file?.access === "public" ? "the file itself is public" : `it has no token, and ${policy}`;
    return { standing, until: null, why };
  }
  if (file?.access === "signed") return { standing, until: null, why: "the file itself wants a token" };
  const preset = rule === "presets" ? presetOf(presets, delivery) : undefined;
  return { standing, until: null, why: preset ? `it is the preset "${preset.name}", and ${policy}` : policy };
}

/** Frozen through and through. Records of the library are not among it, but for their facts, which nobody changes either. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
