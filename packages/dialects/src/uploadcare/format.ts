/** From a delivery to the one URL that says it. */
import {
  IntaglioError,
  checkEncode,
  checkStep,
  maxTargetBytes,
  writeSource,
  writeStep,
  type Delivery,
  type Encode,
  type EncodeInput,
  type PlanSource,
  type Step,
  type StepInput,
  type StepOf,
} from "@intaglio/contract";
import { readProxied } from "./parse/proxied.ts";
import { isFileName } from "./parse/segments.ts";
import {
  initialState,
  type Said,
  type State,
  type StateWord,
  type StepWord,
  type Switches,
  type Word,
} from "./vocabulary/word.ts";
import { words } from "./vocabulary.ts";

/**
 * The path that means this delivery, with the query of a picture's address on another server: `parse` gives back an equal one.
 * Throws `PLAN_UNSAYABLE` naming what cannot be said.
 */
export function format(delivery: Delivery): string {
  const { plan, answer, disposition, fileName } = delivery;
  const { before, behind } = sayPlace(plan.source);
  if (fileName !== undefined && behind !== "") throw unsayable("fileName: a picture from elsewhere has no other name");
  if (fileName !== undefined && !isFileName(fileName))
    throw unsayable("fileName: it has characters no name may have, or more than 255 bytes");
  const chain = answer === "original" ? checkOriginal(delivery) : sayPlan(plan.steps, plan.encode);
  chain.push(...saySwitches({ ...(delivery.facts && { facts: delivery.facts }), ...(disposition && { disposition }) }));
  if ((answer === "info") !== (delivery.facts !== undefined))
    throw unsayable("facts: an address asks for facts, which it names, or for a picture");
  // Something must ask for the picture, or the stored bytes would go out.
  if (answer === "image" && chain.every((said) => said.startsWith("-/inline/")))
    chain.unshift(sayWord("autorotate", ["yes"]));
  const path = `${before}${chain.join("")}${fileName === undefined ? behind : encodeName(fileName)}`;
  if (path.length > maxTargetBytes) throw unsayable(`the address would be longer than ${maxTargetBytes} bytes`);
  return path;
}

/** What stands before the operations, and behind them. */
function sayPlace(source: PlanSource): { readonly before: string; readonly behind: string } {
  if (source.kind === "url") return { before: "/", behind: sayUrl(source) };
  if (source.kind === "member") return { before: `/${source.group}/nth/${source.index}/`, behind: "" };
  if (source.kind !== "file") throw unsayable("source: names have no address here");
  return { before: `/${source.id}/`, behind: "" };
}

function sayUrl(source: Extract<PlanSource, { readonly kind: "url" }>): string {
  if (isReadAs(source)) return source.url;
  throw unsayable("source: this address would be refused, or read as another");
}

function isReadAs(source: Extract<PlanSource, { readonly kind: "url" }>): boolean {
  const [path = "", query = ""] = source.url.split(/\?(.*)/s, 2);
  try {
    const read = readProxied({ path: `/${path}`, query });
    return read !== undefined && writeSource(read.source) === writeSource(source);
  } catch (error) {
    if (error instanceof IntaglioError) return false;
    throw error;
  }
}

function saySwitches(switches: Switches): string[] {
  const chain: string[] = [];
  let read: Switches = {};
  for (const [name, word] of Object.entries(words)) {
    const args = word.kind === "switch" ? word.write(switches) : undefined;
    if (word.kind !== "switch" || !args) continue;
    chain.push(sayWord(name, args));
    read = { ...read, ...word.read(args) };
  }
  const key = Object.keys(switches).find((name) => differs(switches, read, name));
  if (key !== undefined) throw unsayable(`${key}: no word asks for just these`);
  return chain;
}

function checkOriginal({ plan }: Delivery): string[] {
  if (plan.steps.length > 0) throw unsayable(`${String(plan.steps[0]?.op)}: the original has no steps`);
  compareEncode(plan.encode, {});
  return [];
}

function sayPlan(steps: readonly Step[], encode: Encode): string[] {
  const oriented = steps[0]?.op === "orient";
  const chain = oriented ? [] : [sayWord("autorotate", ["no"])];
  let state = initialState;
  for (let at = oriented ? 1 : 0; at < steps.length;) {
    const step = steps[at] as Step;
    if (step.op === "adjust") {
      // Two in a row would be read as one: a turn by nothing stands between them.
      if (steps[at - 1]?.op === "adjust") chain.push(sayWord("rotate", ["0"]));
      chain.push(...sayAdjust(step));
      at++;
      continue;
    }
    const { name, said, covers } = sayStep(steps, at, state);
    const wanted = { ...state, ...said.state };
    chain.push(...sayState(state, wanted), sayWord(name, said.args));
    state = wanted;
    at += covers;
  }
  chain.push(...sayState(state, { ...state, fill: encode.background }), ...saySettings(encode));
  return chain;
}

const { op: _, ...neutral } = checkStep({ op: "adjust" }) as StepOf<"adjust">;

/** A word for each argument that is not neutral. */
function sayAdjust(step: StepOf<"adjust">): string[] {
  const chain: string[] = [];
  const read: Record<string, number | undefined> = {};
  for (const [name, word] of Object.entries(words)) {
    if (word.kind !== "adjust" || step[word.argument] === neutral[word.argument]) continue;
    const args = word.write(step[word.argument]);
    chain.push(sayWord(name, args));
    read[word.argument] = word.read(args);
  }
  compareSteps([step], [{ op: "adjust", ...read }]);
  return chain;
}

/** The step (or two) at this place: written by a word, read back, and compared. */
function sayStep(steps: readonly Step[], at: number, state: State): { name: string; said: Said; covers: number } {
  const step = steps[at] as Step;
  const speakers = Object.entries(words).filter((entry): entry is [string, StepWord] => speaks(entry[1], step.op));
  for (const [name, word] of speakers) {
    const said = word.write(step, steps[at + 1]);
    if (!said) continue;
    const covers = said.covers ?? 1;
    compareSteps(steps.slice(at, at + covers), word.read(said.args, { ...state, ...said.state }));
    return { name, said, covers };
  }
  const can = speakers.map(([name, word]) => `${name} takes ${word.takes}`).join("; ");
  throw unsayable(`${step.op}: ${can || "no word means it"}`);
}

function speaks(word: Word, op: Step["op"]): boolean {
  return word.kind === "step" && word.op === op;
}

function compareSteps(wanted: readonly Step[], read: readonly StepInput[] | undefined): void {
  const given = read?.map((step) => checkStep(step)) ?? [];
  for (const [at, step] of wanted.entries()) {
    const other = given[at];
    if (other && writeStep(other) === writeStep(step)) continue;
    throw unsayable(`${step.op}: its ${firstDifference(step, other)} cannot be said`);
  }
}

/** The argument that differs; of a layer, the layer's own. */
function firstDifference(step: object, other: object | undefined): string {
  if (!other) return "arguments";
  const key = Object.keys({ ...step, ...other }).find((name) => differs(step, other, name)) ?? "arguments";
  if (key !== "layer") return key;
  const [layer, read] = [step, other].map((one) => Reflect.get(one, key) as object);
  return `layer's ${Object.keys({ ...layer, ...read }).find((name) => differs(layer ?? {}, read, name))}`;
}

function differs(one: object, other: object | undefined, key: string): boolean {
  return JSON.stringify(Reflect.get(one, key)) !== JSON.stringify(other && Reflect.get(other, key));
}

function sayState(before: State, wanted: State): string[] {
  const stated = Object.entries(words).filter((entry): entry is [string, StateWord] => entry[1].kind === "state");
  return stated
    .filter(([, word]) => differs(before, wanted, word.key))
    .map(([name, word]) => {
      const args = word.write(wanted, before);
      const [ours, theirs] = [wanted[word.key], word.read(args, before)?.[word.key] ?? before[word.key]];
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
        const key = Object.keys(ours).find((part) => differs(Object(ours), Object(theirs), part));
        throw unsayable(`overlay: its layer's ${key} cannot be said; ${name} takes ${word.takes}`);
      }
      return sayWord(name, args);
    });
}

function saySettings(encode: Encode): string[] {
  let read: EncodeInput = { background: encode.background };
  const chain: string[] = [];
  for (const [name, word] of Object.entries(words)) {
    const args = word.kind === "setting" ? word.write(encode) : undefined;
    if (word.kind !== "setting" || !args) continue;
    chain.push(sayWord(name, args));
    read = { ...read, ...word.read(args) };
  }
  compareEncode(encode, read);
  return chain;
}

function compareEncode(encode: Encode, read: EncodeInput): void {
  const other = checkEncode(read);
  const key = Object.keys({ ...encode, ...other }).find((name) => differs(encode, other, name));
  if (key !== undefined) throw unsayable(`encode: its ${key} cannot be said`);
}

function sayWord(name: string, args: readonly string[]): string {
  const segments = args.map((arg) => encodeName(arg).replace(/%2C|%3A/g, (code) => (code === "%2C" ? "," : ":")));
  return `-/${[name, ...segments].join("/")}/`;
}

/** Letters, digits and `_ . -` alone stand bare: nothing in a name can then mean something to a signature or a shell. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unsayable(hint: string): IntaglioError {
  return new IntaglioError("PLAN_UNSAYABLE", hint, { hint });
}
