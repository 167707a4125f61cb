/** From a delivery URL to its meaning. */
import {
  IntaglioError,
  checkPlan,
  checkSteps,
  isFileId,
  maxTargetBytes,
  type Delivery,
  type EncodeInput,
  type Plan,
  type PlanInput,
  type PlanSource,
  type StepInput,
  type Target,
} from "@intaglio/contract";
import { readMember } from "./parse/group.ts";
import { readProxied } from "./parse/proxied.ts";
import { readFileName, splitOperations, unsupported, type Operation } from "./parse/segments.ts";
import { initialState, type Adjustment, type State, type Switches, type Word } from "./vocabulary/word.ts";
import { refusedWords, words } from "./vocabulary.ts";

/** What one word adds to the steps. */
interface Contribution {
  readonly operation: Operation;
  readonly word: Word;
  readonly steps: readonly StepInput[];
}

/** What the operations of one address add up to. */
interface Reading {
  readonly contributions: readonly Contribution[];
  readonly encode: EncodeInput;
  readonly state: State;
  readonly switches: Switches;
  readonly notices: readonly string[];
  /** False: nothing is asked of the picture, so the stored bytes go out. */
  readonly processes: boolean;
}

/**
 * A delivery URL's meaning; the query is read as part of a picture's address on another server alone. Every segment is decoded once, after splitting.
 * Throws `TARGET_*`, `OPERATION_*` or `PLAN_*`.
 */
export function parse(target: Target): Delivery {
  if (target.path.length + target.query.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  const proxied = readProxied(target);
  if (proxied) return readDelivery(proxied.source, proxied.segments);
  const [empty, id, ...rest] = target.path.split("/");
  if (empty === "" && isFileId(id)) return readDelivery({ kind: "file", id }, rest);
  const member = readMember(target.path);
  if (!member) throw new IntaglioError("TARGET_INVALID", "no file id at the start of the path");
  return {
    ...readDelivery(member.source, member.rest),
    forFile: (file, _, effects) =>
      readDelivery({ kind: "file", id: file.id }, [...segmentsOf(effects), ...member.rest]),
  };
}

/** A group's default effects, as they stand in an address. */
function segmentsOf(effects = ""): string[] {
  return effects === "" ? [] : ["-", ...effects.split("/")];
}

/** What is asked of a picture by the segments behind it. Throws `TARGET_INVALID`, `OPERATION_*` or `PLAN_*`. */
export function readDelivery(source: PlanSource, segments: readonly string[]): Delivery {
  const rest = [...segments];
  // The last segment without a slash after it is a name; with one, it is part of the operations.
  const name = rest.pop();
  const fileName = name === undefined || name === "" ? undefined : readFileName(name);
  const { contributions, encode, state, switches, notices, processes } = readOperations(splitOperations(rest));
  const orient: StepInput[] = switches.orient === false ? [] : [{ op: "orient" }];
  const steps = [...orient, ...contributions.flatMap((contribution) => contribution.steps)];
  const plan = processes
    ? checkNamed({ source, steps, encode: { ...encode, background: state.fill } }, contributions)
    : checkPlan({ source });
  return {
    answer: switches.facts ? "info" : processes ? "image" : "original",
    plan,
    ...(fileName !== undefined && { fileName }),
    ...(switches.disposition && { disposition: switches.disposition }),
    ...(switches.facts && { facts: switches.facts }),
    ...(notices.length > 0 && { notices }),
  };
}

/** Checks a plan as `checkPlan` does; where an argument is out of range, the error names the word it came from. */
function checkNamed(plan: PlanInput, contributions: readonly Contribution[]): Plan {
  try {
    return checkPlan(plan);
  } catch (error) {
    if (!(error instanceof IntaglioError) || error.code !== "PLAN_INVALID") throw error;
    const guilty = contributions.find(({ steps }) => !areValid(steps));
    throw guilty ? invalid(guilty.operation, guilty.word, error.detail.hint) : error;
  }
}

function areValid(steps: readonly StepInput[]): boolean {
  try {
    checkSteps(steps);
    return true;
  } catch {
    return false;
  }
}

function readOperations(operations: readonly Operation[]): Reading {
  let state = initialState;
  let encode: EncodeInput = {};
  let switches: Switches = {};
  let processes = false;
  const contributions: Contribution[] = [];
  const notices = new Set<string>();
  for (const operation of operations) {
    const { name, args } = operation;
    if (name.startsWith("@")) continue; // client statistics
    const word = findWord(name);
    processes ||= word.kind !== "switch" || word.processes;
    switch (word.kind) {
      case "step":
        contributions.push({ operation, word, steps: demand(operation, word, word.read(args, state)) });
        break;
      case "adjust":
        addAdjustment(
          contributions,
          { operation, word, steps: [] },
          word.argument,
          demand(operation, word, word.read(args)),
        );
        break;
      case "setting":
        encode = { ...encode, ...demand(operation, word, word.read(args)) };
        break;
      case "state":
        state = { ...state, ...demand(operation, word, word.read(args, state)) };
        break;
      case "switch":
        switches = { ...switches, ...demand(operation, word, word.read(args)) };
        break;
    }
    const notice = word.notice?.(args);
    if (notice !== undefined) notices.add(notice);
  }
  return { contributions, encode, state, switches, notices: [...notices], processes };
}

/** Adjustments in a row are one step. One that is there already begins the next: nothing that was asked for is lost. */
function addAdjustment(
  contributions: Contribution[],
  contribution: Contribution,
  argument: Adjustment,
  value: number,
): void {
  const last = contributions.at(-1)?.steps[0];
  const joins = last?.op === "adjust" && last[argument] === undefined;
  if (joins) contributions.pop();
  contributions.push({ ...contribution, steps: [{ ...(joins ? last : { op: "adjust" }), [argument]: value }] });
}

function findWord(name: string): Word {
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  if (word) return word;
  if (Object.hasOwn(refusedWords, name)) throw unsupported(name);
  const hint = `no word is named ${quote(name)}`;
  throw new IntaglioError("OPERATION_UNKNOWN", hint, { hint });
}

function demand<Value>(operation: Operation, word: Word, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw invalid(operation, word);
}

function invalid({ name, args }: Operation, { takes }: Word, reason?: string): IntaglioError {
  const hint = `${name} takes ${takes}; not ${args.length === 0 ? "nothing" : quote(args.join("/"))}`;
  const full = reason === undefined ? hint : `${hint} (${reason})`;
  return new IntaglioError("PLAN_INVALID", full, { hint: full });
}

/** What came, for a hint: cut, and free of anything but printable ASCII. */
function quote(text: string): string {
  const cut = JSON.stringify(text.slice(0, 40));
  return cut.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
