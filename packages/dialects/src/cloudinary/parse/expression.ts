/** Expressions: `$w_mul_2`, `w_gt_300_and_ar_lt_1.5`, `!sale!_in_tags`. Operators have the usual ranks. */
import { toNumber, wrongExpression, writeValue, type NumberValue, type Value } from "./value.ts";

/** What names in an expression stand for. */
export interface Names {
  /** A variable's value by its name with the `$`. Throws `PLAN_INVALID` for one that was not set. */
  variable(name: string): Value;
  /** What Cloudinary has a name for, such as `w` or `tags`; undefined for words that are no such name. */
  known(name: string): Value | undefined;
  /** A number whose side is now known. Throws {@link NeedsFile} while it is not. */
  resolve(value: NumberValue): NumberValue;
}

// Longer than any person writes; bounds the work for one that no person wrote.
const maxTokens = 100;
const token =
  /(?:(?:ctx|md|ref):)?![^!]*!|\$_*[A-Za-z][A-Za-z0-9]*|-?(?:\d{1,10}(?:\.\d{1,20})?|\.\d{1,20})|to_[if]|[a-z]+/y;
const ranks: Readonly<Record<string, number>> = {
  ...Object.fromEntries([
    ["or", 1],
    ["and", 2],
    ["pow", 6],
  ]),
  ...Object.fromEntries(["eq", "ne", "lt", "gt", "lte", "gte", "in", "nin"].map((name) => [name, 3])),
  ...Object.fromEntries(["add", "sub"].map((name) => [name, 4])),
  ...Object.fromEntries(["mul", "div", "mod"].map((name) => [name, 5])),
};

/** An expression's value. Throws `PLAN_INVALID`, or {@link NeedsFile} where it asks about a picture that is not known. */
export function evaluate(text: string, names: Names): Value {
  const tokens = tokenize(text);
  let at = 0;
  const operand = (): Value => {
    const word = tokens[at++];
    if (word === undefined) throw wrongExpression(text, "it ends where a value is expected");
    let value = readOperand(word, text, names);
    for (; tokens[at] === "to_i" || tokens[at] === "to_f"; at++)
      value = convert(tokens[at] === "to_i", value, text, names);
    return value;
  };
  const climb = (least: number): Value => {
    let left = operand();
    for (let name = tokens[at]; name !== undefined; name = tokens[at]) {
      const rank = Object.hasOwn(ranks, name) ? ranks[name] : undefined;
      if (rank === undefined)
        throw wrongExpression(
          text,
          "operators are add, sub, mul, div, mod, pow, eq, ne, lt, gt, lte, gte, in, nin, and, or",
        );
      if (rank < least) return left;
      at++;
      left = apply(name, left, climb(rank + 1), text, names);
    }
    return left;
  };
  return climb(0);
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length && tokens.length < maxTokens) {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined) break;
    tokens.push(found);
    at += found.length;
    if (at === text.length) return tokens;
    if (text[at] !== "_") break;
    at++;
  }
  throw wrongExpression(text, `values and operators stand between underscores, at most ${maxTokens} of them`);
}

function readOperand(word: string, text: string, names: Names): Value {
  if (/^-?[\d.]/.test(word)) return toNumber(Number(word), word.includes("."));
  if (word.startsWith("!")) return { kind: "text", text: word.slice(1, -1) };
  const value = word.startsWith("$") ? names.variable(word) : names.known(word);
  if (value === undefined) throw wrongExpression(text, "there is no value of this name");
  return value;
}

/** `$x_to_i` is a whole number, `$x_to_f` a number. */
function convert(whole: boolean, value: Value, text: string, names: Names): Value {
  const { number } = names.resolve(demandNumber(value, text));
  return toNumber(whole ? Math.trunc(number) : number, !whole);
}

function apply(name: string, left: Value, right: Value, text: string, names: Names): Value {
  if (name === "and" || name === "or") {
    const [one, two] = [isTrue(left, names), isTrue(right, names)];
    return toNumber(Number(name === "and" ? one && two : one || two));
  }
  if (name === "in" || name === "nin") return toNumber(Number(isIn(left, right, text) === (name === "in")));
  if (name === "eq" || name === "ne") {
    const same = isSame(left, right, names);
    return toNumber(Number(same === (name === "eq")));
  }
  const [one, two] = [demandNumber(left, text), demandNumber(right, text)];
  return (ranks[name] ?? 0) === 3 ? compare(name, one, two, names) : calculate(name, one, two, text, names);
}

/** True for any number but 0. */
export function isTrue(value: Value, names: Names): boolean {
  return value.kind === "number" ? names.resolve(value).number !== 0 : value.text !== "";
}

function isIn(left: Value, right: Value, text: string): boolean {
  if (right.kind !== "text") throw wrongExpression(text, "in and nin take a list such as !a:b! or tags");
  const list = right.text.split(":");
  return writeValue(left)
    .split(":")
    .every((item) => list.includes(item));
}

function isSame(left: Value, right: Value, names: Names): boolean {
  if (left.kind === "text" || right.kind === "text") return writeValue(left) === writeValue(right);
  return Math.abs(names.resolve(left).number - names.resolve(right).number) < 1e-9;
}

function compare(name: string, left: NumberValue, right: NumberValue, names: Names): Value {
  const difference = names.resolve(left).number - names.resolve(right).number;
  const holds = { lt: difference < 0, gt: difference > 0, lte: difference <= 0, gte: difference >= 0 };
  return toNumber(Number(holds[name as keyof typeof holds]));
}

function demandNumber(value: Value, text: string): NumberValue {
  if (value.kind === "number") return value;
  const number = /^-?\d{1,10}(?:\.\d{1,20})?$/.test(value.text) ? Number(value.text) : undefined;
  if (number === undefined) throw wrongExpression(text, "only numbers can be reckoned with");
  return toNumber(number, value.text.includes("."));
}

function calculate(name: string, left: NumberValue, right: NumberValue, text: string, names: Names): Value {
  const scaled = scale(name, left, right);
  if (scaled) return scaled;
  const [a, b] = [names.resolve(left), names.resolve(right)];
  const results: Readonly<Record<string, number>> = {
    add: a.number + b.number,
    sub: a.number - b.number,
    mul: a.number * b.number,
    div: a.number / b.number,
    mod: a.number % b.number,
    pow: a.number ** b.number,
  };
  const result = results[name] ?? Number.NaN;
  if (!Number.isFinite(result) || Math.abs(result) > 1e9)
    throw wrongExpression(text, "its result is no number up to 1000000000");
  // Only shares alone make a share: 100 times 1.5 are pixels.
  return toNumber(result, a.decimal && b.decimal);
}

/** `iw_div_2`: a multiple of a side that is not known can be multiplied and divided all the same. */
function scale(name: string, left: NumberValue, right: NumberValue): NumberValue | undefined {
  if (left.of && !right.of && name === "mul") return { ...left, number: left.number * right.number };
  if (left.of && !right.of && name === "div" && right.number !== 0)
    return { ...left, number: left.number / right.number };
  if (!left.of && right.of && name === "mul") return { ...right, number: left.number * right.number };
  return undefined;
}
