/** From a delivery to the one URL that says it. */
import { IntaglioError, planDifference, type Delivery, type Plan, type PlanSource } from "@intaglio/contract";
import type { IpxAddressOptions } from "./options.ts";
import { decompile } from "./vocabulary/decompile.ts";
import { words } from "./vocabulary.ts";
import { parse } from "./parse.ts";

/**
 * The path that means this delivery: `parse` gives back an equal plan.
 * Throws `PLAN_UNSAYABLE` naming what cannot be said.
 */
export function format(delivery: Delivery, options: IpxAddressOptions = {}): string {
  const { plan, answer, fileName, disposition } = delivery;
  if (answer === "original") throw unsayable("original: every address here asks for a picture that is made anew");
  if (answer === "info") throw unsayable("info: there is no modifier for facts");
  if (fileName !== undefined) throw unsayable("fileName: an address here has no name");
  if (disposition !== undefined) throw unsayable("disposition: there is no modifier for it");
  const source = saySource(plan.source);
  const path = `${options.prefix ?? "/_ipx"}/${sayModifiers(plan)}/${source}`;
  comparePlans(plan, readBack(path, options));
  return path;
}

function sayModifiers({ steps, encode }: Plan): string {
  const asked = decompile(steps, encode);
  if ("op" in asked) throw unsayable(`${asked.op}: no modifier means it there`);
  const said = Object.entries(words).flatMap(([name, word]) => {
    const args = word.write?.(asked);
    return args ? [[name, ...args.map(encodeValue)].join("_")] : [];
  });
  return said.join(",") || "_";
}

/** What the path means; undefined when a value lies outside what its modifier takes. */
function readBack(path: string, options: IpxAddressOptions): Plan | undefined {
  try {
    return parse({ path, query: "" }, { ...options, strict: true }).plan;
  } catch (error) {
    if (error instanceof IntaglioError) return undefined;
    throw error;
  }
}

/** Throws naming the first thing in which they differ. */
function comparePlans(wanted: Plan, other: Plan | undefined): void {
  if (!other) throw unsayable(`${wanted.steps.map(({ op }) => op).join(", ")}: a value is out of its modifier's range`);
  const difference = planDifference(wanted, other);
  if (difference !== undefined) throw unsayable(difference);
}

function saySource(source: PlanSource): string {
  switch (source.kind) {
    case "member":
      throw unsayable("source: files of groups have no address here");
    case "file":
      return source.id;
    case "name":
      if (source.names.length !== 1)
        throw unsayable(`source: an address here has one name, not ${source.names.join(" or else ")}`);
      // A name that looks like an address would be read as one.
      if (/^https?:/i.test(source.names[0] ?? "")) throw unsayable("source: the name looks like an address");
      return source.names.join("").split("/").map(encodeValue).join("/");
    case "url":
      return encodeValue(source.url);
  }
}

/** Everything but letters, digits and `. -` is escaped: nothing in a value can mean something else. */
function encodeValue(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~_]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unsayable(hint: string): IntaglioError {
  return new IntaglioError("PLAN_UNSAYABLE", hint, { hint });
}
