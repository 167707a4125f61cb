// What no linter checks: the directions of packages and stages, names of files, docs on what users see.
// A rule takes sources and gives complaints; each brings a small breach, which proves that it still bites.
import { packages } from "../../scripts/workspace.ts";
import { type Export, packageOf, parseSources, resolveImport, type Source, type Sources } from "./sources.ts";

export type Rule = {
  readonly name: string;
  readonly check: (sources: Sources) => string[];
  /** Files that break the rule, by path. */
  readonly breach: Readonly<Record<string, string>>;
};

/** What a package may import of ours. `intaglio` sits on top. */
const directions: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  core: ["contract"],
  dialects: ["contract"],
  adapters: ["contract"],
  cli: ["contract", "core", "dialects"],
  intaglio: ["contract", "core", "dialects", "adapters", "cli"],
  nuxt: ["intaglio"],
};

const recipes = [
  "bake.ts",
  "copy.ts",
  "deliver.ts",
  "explain.ts",
  "locate.ts",
  "make.ts",
  "manage.ts",
  "notices.ts",
  "upload.ts",
];

/** Folders that wire stages and recipes to each other. */
const wiring: readonly string[] = ["app", "commands"];

/** Entry points, as paths: what `exports` of each package names. */
const entries = packages.flatMap(({ manifest }) =>
  Object.keys(manifest.exports).map((subpath) => resolveImport("", manifest.name + subpath.slice(1)) ?? subpath),
);

export const rules: readonly Rule[] = [
  {
    name: "packages import only what lies below them",
    check: (sources) => edges(sources).flatMap(([from, to]) => wrongPackage(from, to)),
    breach: { "packages/core/src/bad.ts": 'import { x } from "@intaglio/dialects/uploadcare";' },
  },
  {
    name: "the contract needs nothing, so it runs in a browser (its suites of checks excepted)",
    check: (sources) =>
      each(sources, "contract", ({ path, imports }) => imports.flatMap((name) => outside(path, name))),
    breach: { "packages/contract/src/bad.ts": 'import { readFile } from "node:fs/promises";' },
  },
  {
    name: "a stage imports neither another stage nor a recipe",
    check: (sources) => edges(sources).flatMap(([from, to]) => wrongStage(from, to)),
    breach: { "packages/core/src/guard/bad.ts": 'import type { Part } from "../intake/multipart.ts";' },
  },
  {
    name: "no import cycles, across packages either",
    check: findCycles,
    breach: {
      "packages/core/src/a.ts": 'import { b } from "./b.ts";',
      "packages/core/src/b.ts": 'export { a } from "./a.ts";',
    },
  },
  {
    name: "names are kebab-case, and none is a drawer for leftovers",
    check: (sources) => [...sources.keys()].flatMap(wrongName),
    breach: { "packages/core/src/Guard/helpers.ts": "" },
  },
  {
    name: "every export is named: no `export *`",
    check: (sources) =>
      each(sources, undefined, ({ path, exports }) =>
        exports.flatMap((out) => (isStar(out) ? [`${path} exports *`] : [])),
      ),
    breach: { "packages/core/src/bad.ts": 'export * from "./app/options.ts";' },
  },
  {
    name: "what an entry point exports has a doc comment",
    check: (sources) => entries.flatMap((entry) => (sources.has(entry) ? undocumented(sources, entry) : [])),
    breach: {
      "packages/core/src/index.ts": 'export { bare } from "./bare.ts";',
      "packages/core/src/bare.ts": "// not a doc comment\nexport function bare(): void {}",
    },
  },
];

/** The breach of a rule, as sources. */
export function breachOf(rule: Rule): Sources {
  return parseSources(Object.entries(rule.breach));
}

function each(sources: Sources, only: string | undefined, check: (source: Source) => string[]): string[] {
  return [...sources.values()].filter(({ path }) => !only || packageOf(path) === only).flatMap(check);
}

/** Every import of ours by ours, as pairs of paths. */
function edges(sources: Sources): [from: string, to: string][] {
  return [...sources.values()].flatMap(({ path, imports }) =>
    imports.flatMap((specifier): [string, string][] => {
      const to = resolveImport(path, specifier);
      return to ? [[path, to]] : [];
    }),
  );
}

function wrongPackage(from: string, to: string): string[] {
  const [user, used] = [packageOf(from), packageOf(to)];
  if (user === used) return [];
  const allowed = directions[user];
  if (!allowed) return [`${user} has no direction yet: say in test/support/structure-rules.ts what it may import`];
  return allowed.includes(used) ? [] : [`${from} imports ${to}: ${user} may import ${allowed.join(", ") || "nothing"}`];
}

function outside(path: string, specifier: string): string[] {
  return specifier.startsWith(".") || path.startsWith("packages/contract/src/checks/")
    ? []
    : [`${path} imports ${specifier}`];
}

function wrongStage(from: string, to: string): string[] {
  const stage = stageOf(from);
  if (!stage || wiring.includes(stage)) return [];
  const other = stageOf(to);
  const toRecipe = recipes.some((recipe) => to === `packages/core/src/${recipe}`);
  return toRecipe || (other && other !== stage) ? [`${from} imports ${to}`] : [];
}

/** Every folder in core is a stage. */
function stageOf(path: string): string | undefined {
  return /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1];
}

function wrongName(path: string): string[] {
  const names = path.replace(/\.d\.ts$|\.ts$/, "").split("/");
  const complaints = names
    .filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    .map((name) => `${path}: ${name} is not kebab-case`);
  const drawer = names.find((name) => /^(utils?|helpers?|common|misc)$/.test(name));
  return drawer ? [...complaints, `${path}: name it for what it does, not ${drawer}`] : complaints;
}

function isStar({ name, from }: Export): boolean {
  return name === "*" || from?.name === "*";
}

function undocumented(sources: Sources, entry: string): string[] {
  return (sources.get(entry)?.exports ?? []).flatMap((out) => {
    const [path, found] = declarationOf(sources, entry, out);
    return !found || found.documented ? [] : [`${path}: ${found.name} is public (in ${entry}) and has no doc comment`];
  });
}

/** Follows re-exports to the file that declares the name; nothing when that file is not ours. */
function declarationOf(sources: Sources, path: string, out: Export): [path: string, found: Export | undefined] {
  const { from } = out;
  if (!from) return [path, out];
  const target = resolveImport(path, from.specifier);
  const next = target === undefined ? undefined : sources.get(target)?.exports.find(({ name }) => name === from.name);
  return target && next ? declarationOf(sources, target, next) : [path, undefined];
}

/** One complaint for each import that closes a circle, found by a walk in depth. */
function findCycles(sources: Sources): string[] {
  const targets = Map.groupBy(edges(sources), ([from]) => from);
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (done.has(path) || trail.includes(path)) return;
    for (const [, to] of targets.get(path) ?? []) walk(to, [...trail, path]);
    done.add(path);
  };
  for (const path of sources.keys()) walk(path, []);
  return cycles;
}
