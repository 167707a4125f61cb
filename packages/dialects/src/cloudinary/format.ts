/** From a delivery to the one URL that says it. */
import { checkEncode, IntaglioError, writePlan, type Delivery, type Encode } from "@intaglio/contract";
import { differs, saySteps, unsayable } from "./format/step.ts";
import { writeNamed, writeSource } from "./format/source.ts";
import { completeAddresses, type AddressSettings, type CloudinaryAddresses } from "./options.ts";
import { parseWith } from "./parse.ts";
import { isFileName } from "./vocabulary/output.ts";
import { words } from "./vocabulary.ts";

/**
 * The path that means this delivery: `parse` gives back an equal one.
 * Throws `PLAN_UNSAYABLE` naming what cannot be said.
 */
export function format(delivery: Delivery, options: CloudinaryAddresses = {}): string {
  return formatWith(delivery, completeAddresses(options));
}

/** As {@link format}, with complete options. */
export function formatWith(delivery: Delivery, settings: AddressSettings): string {
  const { plan, answer, forFile } = delivery;
  if (plan.source.kind === "member") throw unsayable("source: files of groups have no address here");
  if (forFile && answer !== "original") throw unsayable("a delivery that depends on its file has no single address");
  const source = writeSource(plan.source);
  if (!source) throw unsayable("source: an address tries one name, or one without and with an extension");
  const chain = [...(answer === "original" ? checkOriginal(delivery) : sayPlan(delivery)), ...saySwitches(delivery)];
  // Something must ask for the picture, or the stored bytes would go out.
  if (answer === "image" && chain.every((component) => /^(?:d_|fl_attachment)/.test(component))) chain.unshift("a_0");
  // A version keeps what looks like a transformation in an id from being one.
  const version = source.type === "upload" && source.rest.includes("/") ? ["v1"] : [];
  const path = ["", settings.cloudName, "image", source.type, ...chain, ...version, source.rest].join("/");
  compare(delivery, path, settings);
  return path;
}

function checkOriginal({ plan }: Delivery): string[] {
  if (plan.steps.length > 0) throw unsayable(`${String(plan.steps[0]?.op)}: the original has no steps`);
  compareEncode(plan.encode, checkEncode({}));
  return [];
}

function sayPlan({ plan, answer }: Delivery): string[] {
  const first = plan.steps[0]?.op === "frames" ? 1 : 0;
  const oriented = plan.steps[first]?.op === "orient";
  const steps = plan.steps.filter((_, at) => !(oriented && at === first));
  if (steps.some(({ op }) => op === "orient")) throw unsayable("orient: it stands before all other steps");
  const settings = Object.values(words).flatMap((word) => (word.kind === "setting" ? [word.write(plan.encode)] : []));
  const output = settings.filter((one) => one !== undefined);
  return [
    ...(oriented ? [] : ["a_ignore"]),
    ...saySteps(steps),
    ...(output.length > 0 ? [output.join(",")] : []),
    ...(answer === "info" ? ["fl_getinfo"] : []),
  ];
}

function saySwitches({ disposition, fileName, fallback }: Delivery): string[] {
  if (fileName !== undefined && (disposition !== "attachment" || !isFileName(fileName)))
    throw unsayable("fileName: only an attachment has one, without path and control characters, at most 255 bytes");
  if (disposition === "inline") throw unsayable("disposition: there is a word for attachment only");
  const placeholder = fallback && writeNamed(fallback);
  if (fallback && placeholder === undefined) throw unsayable("fallback: it is a file's id or one name");
  const attachment = words["fl_attachment"];
  const saved =
    attachment?.kind === "switch"
      ? attachment.write({ ...(disposition && { disposition }), ...(fileName !== undefined && { fileName }) })
      : undefined;
  return [...(saved === undefined ? [] : [saved]), ...(placeholder === undefined ? [] : [`d_${placeholder}`])];
}

/** Reads the path back. */
function compare(delivery: Delivery, path: string, settings: AddressSettings): void {
  const read = readBack(path, settings);
  if (!read) throw unsayable("its names or texts mean something else in an address");
  compareEncode(delivery.plan.encode, read.plan.encode);
  if (writePlan(read.plan) !== writePlan(delivery.plan)) throw unsayable("its source cannot be said with these steps");
  for (const key of ["answer", "fileName", "disposition", "fallback"] as const)
    if (differs(delivery, read, key)) throw unsayable(`${key}: it cannot be said`);
}

function readBack(path: string, settings: AddressSettings): Delivery | undefined {
  try {
    return parseWith({ path, query: "" }, {}, settings);
  } catch (error) {
    if (error instanceof IntaglioError) return undefined;
    throw error;
  }
}

function compareEncode(encode: Encode, other: Encode): void {
  const key = Object.keys({ ...encode, ...other }).find((name) => differs(encode, other, name));
  if (key !== undefined) throw unsayable(`encode: its ${key} cannot be said`);
}
