/** Runs a transformation: component after component, with its conditions, named parts and layers. */
import { IntaglioError } from "@intaglio/contract";
import { isLayer, quote, readComponent, type Component } from "./component.ts";
import { applyComponent } from "./apply.ts";
import { invalid } from "./bag.ts";
import { evaluate, isTrue } from "./expression.ts";
import { readLayer } from "./layer.ts";
import { innerScope, type Scope } from "./scope.ts";
import { assign } from "./variables.ts";

/** Named transformations by name. */
export type Named = Readonly<Record<string, string>>;

/** More components than any client writes; bounds what named transformations can unfold to. */
const maxComponents = 100;
const maxDepth = 5;

/** Reads components into a scope. Throws `TARGET_*`, `OPERATION_*` or `PLAN_*`. */
export function runChain(chain: readonly string[], scope: Scope, named: Named, depth = 0): void {
  const layers = matchLayers(chain);
  let branch: Branch | undefined;
  for (let at = 0; at < chain.length; at++) {
    if (++scope.count.components > maxComponents) throw tooMany(`more than ${maxComponents} components`);
    const component = readComponent(chain[at] as string);
    const condition = component.find(({ key }) => key === "if");
    const rest = component.filter((one) => one !== condition);
    let runs = branch?.runs ?? true;
    if (condition) {
      scope.processes = true; // whichever way it turns out, the stored bytes are not what was asked for
      const opened = readCondition(condition.value, branch, scope);
      branch = opened && isBlock(chain, at, rest) ? opened : undefined;
      runs = opened?.runs ?? true;
    }
    if (!runs || rest.length === 0) continue;
    const end = layers.get(at);
    if (end === undefined) runComponent(rest, scope, named, depth);
    else {
      const inner = innerScope(scope);
      scope.steps.push(
        readLayer(rest, chain.slice(at + 1, end + 1).map(readComponent), scope, inner, (one) =>
          runComponent(one, inner, named, depth),
        ),
      );
      scope.processes = true;
      at = end;
    }
  }
}

function runComponent(component: Component, scope: Scope, named: Named, depth: number): void {
  const own: Component = component.filter(({ key }) => {
    return key !== "t" && !key.startsWith("$");
  });
  for (const { key, value } of component) if (key.startsWith("$")) assign(key, value, scope);
  for (const { key, value } of component)
    if (key === "t") for (const name of value.split(".")) runNamed(name, scope, named, depth);
  if (own.length > 0) applyComponent(own, scope);
}

function runNamed(name: string, scope: Scope, named: Named, depth: number): void {
  const text = Object.hasOwn(named, name) ? named[name] : undefined;
  if (text === undefined) {
    const hint = `Unknown transformation ${quote(name)}`;
    throw new IntaglioError("PLAN_INVALID", hint, { hint });
  }
  if (depth === maxDepth) throw tooMany(`named transformations within each other more than ${maxDepth} deep`);
  runChain(text.split("/"), scope, named, depth + 1);
}

interface Branch {
  /** Whether the condition held. */
  readonly held: boolean;
  /** Whether what stands here counts. */
  readonly runs: boolean;
}

/** What `if_…` opens, `if_else` turns, and `if_end` (undefined) closes. */
function readCondition(value: string, branch: Branch | undefined, scope: Scope): Branch | undefined {
  if (value !== "end" && value !== "else") {
    const held = isTrue(evaluate(value, scope), scope);
    return { held, runs: held };
  }
  if (!branch) throw invalid("if", `${value} without a condition before it`, "if");
  return value === "else" ? { held: branch.held, runs: !branch.held } : undefined;
}

/**
 * Whether a condition reaches beyond its component. With parameters beside it, it does so only where `if_else` or
 * `if_end` follows before another condition.
 */
function isBlock(chain: readonly string[], at: number, rest: Component): boolean {
  if (rest.length === 0) return true;
  const next = chain.slice(at + 1).find((raw) => /(?:^|,)if_/.test(raw));
  return next !== undefined && /(?:^|,)if_(?:else|end)(?:,|$)/.test(next);
}

/** Openings of layers and where each ends: `fl_layer_apply` closes the last one that is open; one without it is alone. */
function matchLayers(chain: readonly string[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const [at, raw] of chain.entries()) {
    if (isLayer(raw)) {
      open.push(at);
      ends.set(at, at);
    }
    if (!/(?:^|,)fl_(?:[^,]*\.)?layer_apply(?:[.,]|$)/.test(raw)) continue;
    const start = open.pop();
    if (start === undefined) throw invalid("fl", "layer_apply without a layer before it", "l");
    ends.set(start, at);
  }
  return ends;
}

function tooMany(hint: string): IntaglioError {
  return new IntaglioError("PLAN_TOO_LARGE", hint, { hint });
}
