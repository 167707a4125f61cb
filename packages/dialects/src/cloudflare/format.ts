/** From a delivery to the one URL that says it. */
import {
  IntaglioError,
  planDifference,
  checkPlan,
  writeRecipe,
  writeSource,
  type Delivery,
  type Plan,
  type PlanSource,
} from "@intaglio/contract";
import type { CloudflareAddressOptions } from "./parse/address.ts";
import { readOptions, readVariant } from "./parse/bag.ts";
import { readSource } from "./parse/source.ts";
import type { Asked } from "./vocabulary/asked.ts";
import { compile, type Place } from "./vocabulary/compile.ts";
import { decompile } from "./vocabulary/decompile.ts";
import { words } from "./vocabulary.ts";

/**
 * The path that means this delivery: `parse` gives back an equal plan. A hosted picture's address where a variant says
 * it, or where variants are flexible; else that of a transformation. Throws `PLAN_UNSAYABLE` naming what cannot be said.
 */
export function format(delivery: Delivery, options: CloudflareAddressOptions = {}): string {
  const { plan, answer, fileName, disposition } = delivery;
  if (plan.source.kind === "member") throw unsayable("source: files of groups have no address here");
  if (answer === "original") throw unsayable("original: every address here asks for a picture that is made anew");
  if (fileName !== undefined) throw unsayable("fileName: an address here has no name");
  if (disposition !== undefined) throw unsayable("disposition: there is no option for it");
  const image = options.accountHash === undefined ? undefined : sayName(plan.source);
  const last = image === undefined ? undefined : (findVariant(delivery, options) ?? sayFlexibly(delivery, options));
  if (image !== undefined && last !== undefined) return `/${options.accountHash}/${image}/${last}`;
  return `/cdn-cgi/image/${sayOptions(delivery, "transform")}/${saySource(plan.source)}`;
}

/** Options in place of a variant; undefined where they are off or cannot say it. */
function sayFlexibly(delivery: Delivery, { flexibleVariants = false }: CloudflareAddressOptions): string | undefined {
  try {
    return flexibleVariants ? sayOptions(delivery, "hosted") : undefined;
  } catch (error) {
    if (error instanceof IntaglioError && error.code === "PLAN_UNSAYABLE") return undefined;
    throw error;
  }
}

/** The variant with this very meaning. */
function findVariant({ plan, answer }: Delivery, { variants = {} }: CloudflareAddressOptions): string | undefined {
  const wanted = writeRecipe(plan);
  return Object.keys(variants).find((name) => {
    const asked = readVariant(variants[name] ?? "");
    const isInfo = asked.format === "json";
    if (isInfo !== (answer === "info") || asked.width === "auto") return false;
    return writeRecipe(checkPlan({ source: plan.source, ...compile(asked, "hosted") })) === wanted;
  });
}

function sayOptions({ plan, answer }: Delivery, place: Place): string {
  const found = decompile(plan.steps, plan.encode);
  if ("op" in found) throw unsayable(`${found.op}: no option means it there`);
  const asked: Asked = answer === "info" ? { ...found, format: "json" } : found;
  const isNegotiated = place === "hosted" && asked.format === "auto";
  const said = Object.entries(words).flatMap(([name, word]) => {
    const value = isNegotiated && name === "format" ? undefined : word.write?.(asked);
    return value === undefined ? [] : [`${name}=${encodeValue(value).replaceAll("%3B", ";")}`];
  });
  const text = said.join(",") || "anim=true"; // something must stand there
  comparePlans(plan, readBack(plan.source, text, place));
  return text;
}

/** What the options mean; undefined when a value lies outside what its option takes. */
function readBack(source: PlanSource, text: string, place: Place): Plan | undefined {
  try {
    return checkPlan({ source, ...compile(readOptions(text), place) });
  } catch (error) {
    if (error instanceof IntaglioError) return undefined;
    throw error;
  }
}

/** Throws naming the first thing in which they differ. */
function comparePlans(wanted: Plan, other: Plan | undefined): void {
  if (wanted.steps[0]?.op !== "orient") throw unsayable("orient: it always comes first here");
  if (!other) throw unsayable(`${wanted.steps.map(({ op }) => op).join(", ")}: a value is out of its option's range`);
  const difference = planDifference(wanted, other);
  if (difference !== undefined) throw unsayable(difference);
}

/** A stored file's id or a name; undefined for what is none. */
function sayName(source: PlanSource): string | undefined {
  if (source.kind === "file") return source.id;
  if (source.kind !== "name" || source.names.length !== 1) return undefined;
  return source.names.join("").split("/").map(encodeValue).join("/");
}

function saySource(source: PlanSource): string {
  if (source.kind === "name" && source.names.length !== 1)
    throw unsayable(`source: an address here has one name, not ${source.names.join(" or else ")}`);
  // The documented form is verbatim; what a query or an escape could make doubtful is encoded as a whole.
  const isPlain =
    source.kind === "url" && /^https?:\/\/[\w.~:@!$&'()*;=-]+(?:\/[\w.~:@!$&'()*;=-]+)*\/?$/.test(source.url);
  const said = source.kind === "url" ? (isPlain ? source.url : encodeValue(source.url)) : sayName(source);
  const isSame = said !== undefined && writeSource(source) === sourceOf(said);
  if (!isSame) throw unsayable("source: this name would be read as something else");
  return said;
}

function sourceOf(said: string): string | undefined {
  try {
    return writeSource(readSource(said, "").source);
  } catch (error) {
    if (error instanceof IntaglioError) return undefined;
    throw error;
  }
}

/** Everything but letters, digits and `_ . -` is escaped: nothing in a value can mean something else. */
function encodeValue(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unsayable(hint: string): IntaglioError {
  return new IntaglioError("PLAN_UNSAYABLE", hint, { hint });
}
