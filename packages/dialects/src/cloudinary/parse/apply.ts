/** One component, without layers: its words in the order in which a component works, whatever order they stand in. */
import { IntaglioError, type StepInput } from "@intaglio/contract";
import type { Word } from "../vocabulary/word.ts";
import { refusedWords, words } from "../vocabulary.ts";
import { expand, invalid, openBag, type Parameters } from "./bag.ts";
import { quote, type Component } from "./component.ts";
import type { Scope } from "./scope.ts";
import { readNamed } from "./source.ts";

// Input first, then size, effects, transparency, corners, border, turns, and what lies behind. Output settings come
// after them, in any order.
const order = ["pg", "c", "e", "o", "r", "bo", "a", "b", "f", "q", "dl", "fl", "d"];
/** Keys that words take from beside them. */
const companions = ["w", "h", "ar", "g", "x", "y", "z", "dpr", "co", "dn"];
const layerFlags = ["relative", "no_overflow", "tiled", "cutter", "layer_apply"];
const cutting = ["fill", "lfill", "crop", "thumb", "auto"];

/** Reads one component into a scope. Throws `OPERATION_*` or `PLAN_*`. */
export function applyComponent(component: Component, scope: Scope): void {
  const bag = openBag(component, scope);
  for (const { key } of component) if (!order.includes(key) && !companions.includes(key)) throw unsupported(key);
  bag.text("dpr");
  // A picture that lies the other way than what is asked for is turned before it gets its size.
  for (const value of bag.all("a")) if (isLay(value)) applyKey("a", value, bag, scope);
  for (const key of order)
    for (const value of key === "c" ? readMode(bag) : bag.all(key))
      if (key !== "a" || !isLay(value)) applyKey(key, value, bag, scope);
  if (component.some(({ key }) => key !== "d" && key !== "fl")) scope.processes = true;
  for (const key of bag.untaken())
    scope.notices.add(
      key === "dn" ? "dn changes nothing: drawings are not rendered" : `${key} changes nothing in its component`,
    );
}

/** The mode of `c`, or `scale` where only a size is given; nothing where `w` and `h` belong to an effect's box. */
function readMode(bag: Parameters): readonly string[] {
  const mode = bag.text("c");
  const sized = bag.all("w").length + bag.all("h").length > 0;
  if (mode === undefined)
    return sized && !bag.all("e").some((value) => /^\w+_region(?::|$)/.test(value)) ? ["scale"] : [];
  if (sized || bag.all("ar").length === 0) return [mode];
  return [cutting.includes(mode) ? "fill ar" : ["pad", "lpad", "mpad"].includes(mode) ? "pad ar" : mode];
}

function isLay(angle: string): boolean {
  return angle === "auto_right" || angle === "auto_left";
}

function applyKey(key: string, raw: string, bag: Parameters, scope: Scope): void {
  if (key === "fl") return splitFlags(raw).forEach((flag) => applyFlag(flag, bag, scope));
  const value = expand(raw, scope);
  if (key === "d") {
    scope.switches = { ...scope.switches, fallback: readNamed(value) };
    return;
  }
  if (key === "a" && value.split(".").includes("ignore")) scope.switches = { ...scope.switches, orient: false };
  // A width that the client did not hint at is the picture's own: nothing is to be done.
  if (
    key === "c" &&
    bag.all("w").at(-1)?.startsWith("auto") === true &&
    bag.length("w") === undefined &&
    bag.all("h").length === 0
  )
    return;
  if (key !== "c" && key !== "e") return applyWord(key, key, value, value, bag, scope);
  const colon = key === "e" ? value.indexOf(":") : -1;
  const name = colon < 0 ? value : value.slice(0, colon);
  applyWord(`${key}_${name}`, key, colon < 0 ? "" : value.slice(colon + 1), value, bag, scope);
}

/** `value` is what the word reads, `whole` what stood in the address. */
function applyWord(name: string, key: string, value: string, whole: string, bag: Parameters, scope: Scope): void {
  const word = findWord(name, key, whole);
  switch (word.kind) {
    case "step":
      pushSteps(demand(word.read(value, bag), key, whole, name), scope);
      break;
    case "setting":
      scope.encode = { ...scope.encode, ...demand(word.read(value, bag), key, whole, name) };
      break;
    case "switch":
      scope.switches = { ...scope.switches, ...demand(word.read(value, bag), key, whole, name) };
      break;
    case "plain":
      if (key === "e")
        throw new IntaglioError("PLAN_INVALID", "a blend without a layer", {
          hint: `${name} stands beside fl_layer_apply, or in a layer's only component`,
        });
      break;
  }
}

function pushSteps(steps: readonly StepInput[], scope: Scope): void {
  for (const step of steps) {
    if (step.op === "frames") scope.frames = step;
    else scope.steps.push(step);
  }
}

function applyFlag(text: string, bag: Parameters, scope: Scope): void {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const word = findWord(`fl_${name}`, "fl", text);
  if (word.kind === "plain") {
    if (colon >= 0) throw invalid("fl", text, `fl_${name}`);
    if (layerFlags.includes(name)) scope.notices.add(`fl_${name} changes nothing in its component`);
    scope.processes = true;
    return;
  }
  applyWord(`fl_${name}`, "fl", colon < 0 ? "" : text.slice(colon + 1), text, bag, scope);
  if (word.kind !== "switch" || word.processes) scope.processes = true;
}

/** Flags joined by dots. A file name of an attachment may hold dots too: what is no flag belongs to it. */
export function splitFlags(value: string): readonly string[] {
  const flags: string[] = [];
  for (const piece of value.split(".")) {
    const last = flags.at(-1);
    const name = `fl_${piece.split(":")[0] ?? ""}`;
    const isFlag = Object.hasOwn(words, name) || Object.hasOwn(refusedWords, name);
    if (!isFlag && last !== undefined && /attachment:/.test(last)) flags.splice(-1, 1, `${last}.${piece}`);
    else flags.push(piece);
  }
  return flags;
}

function findWord(name: string, key: string, whole: string): Word {
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  if (word) return word;
  if (Object.hasOwn(refusedWords, name)) throw unsupported(name);
  const known = Object.keys(words).filter((one) => one.startsWith(`${key}_`) && !one.includes(" "));
  const hint = `Invalid ${key === "e" ? "effect" : key === "c" ? "crop" : "flag"} in transformation: ${quote(whole)}; ${key} takes ${known.map((one) => one.slice(key.length + 1)).join(", ")}`;
  throw new IntaglioError("OPERATION_UNKNOWN", hint, { hint });
}

function unsupported(name: string): IntaglioError {
  const hint = `${name} is not spoken: ${refusedWords[name] ?? "it has no meaning here"}`;
  return new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

function demand<Value>(value: Value | undefined, key: string, whole: string, name: string): Value {
  if (value === undefined) throw invalid(key, whole, name);
  return value;
}
