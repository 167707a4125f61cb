// The sources as a graph: what each file imports and exports, without running or type-checking it.
import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "oxc-parser";
import { packages, root } from "../../scripts/workspace.ts";

export type Source = {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** What stands after `from`, or in `import()`, as written; types too. */
  readonly imports: readonly string[];
  readonly exports: readonly Export[];
};

export type Export = {
  /** `*` for `export *`, `default` for a default export. */
  readonly name: string;
  readonly type: boolean;
  /** Where a re-export comes from, and its name there. */
  readonly from?: { readonly specifier: string; readonly name: string };
  /** A doc comment stands right above the declaration. Always false for a re-export. */
  readonly documented: boolean;
};

/** Sources by path: what the rules of structure are checked on. */
export type Sources = ReadonlyMap<string, Source>;

/** The sources of every package. */
export function readSources(): Sources {
  const paths = globSync("packages/*/src/**/*.ts", { cwd: root }).map((path) => path.replaceAll("\\", "/"));
  return parseSources(paths.toSorted().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** Sources from texts, given as pairs of path and text. */
export function parseSources(files: readonly (readonly [path: string, text: string])[]): Sources {
  return new Map(files.map(([path, text]) => [path, parseSource(path, text)]));
}

/** The path an import leads to: inside the file's package, or the entry of another; undefined for what is not ours. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  const owner = packages.find(
    ({ manifest }) => specifier === manifest.name || specifier.startsWith(`${manifest.name}/`),
  );
  const entry = owner?.manifest.exports[`.${specifier.slice(owner.manifest.name.length)}`]?.["@intaglio/source"];
  return owner && entry ? posix.join("packages", posix.basename(owner.folder), entry) : undefined;
}

/** The folder name under `packages/`. */
export function packageOf(path: string): string {
  return path.split("/")[1] ?? "";
}

type Parsed = ReturnType<typeof parseSync>;
type Statement = Parsed["program"]["body"][number];

function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  return { path, text, imports: importsOf(text, parsed.module), exports: exportsOf(text, parsed) };
}

function importsOf(text: string, { staticImports, staticExports }: Parsed["module"]): string[] {
  const requests = [...staticImports, ...staticExports.flatMap(({ entries }) => entries)];
  const specifiers = requests.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []);
  for (const [, specifier = ""] of text.matchAll(/\bimport\(\s*["']([^"']+)["']/g)) specifiers.push(specifier);
  return [...new Set(specifiers)];
}

function exportsOf(text: string, { module, program, comments }: Parsed): Export[] {
  const docEnds = comments.filter(({ type, value }) => type === "Block" && value.startsWith("*")).map(({ end }) => end);
  const isDocumented = (name: string): boolean => {
    const start = program.body.find((statement) => declaredNames(statement).includes(name))?.start ?? 0;
    return docEnds.some((end) => end <= start && text.slice(end, start).trim() === "");
  };
  const entries = module.staticExports.flatMap((statement) => statement.entries);
  return entries.map(({ exportName, importName, localName, isType, moduleRequest }) => {
    const name = exportName.name ?? (moduleRequest ? "*" : "default");
    if (!moduleRequest) return { name, type: isType, documented: isDocumented(localName.name ?? name) };
    const from = { specifier: moduleRequest.value, name: importName.name ?? "*" };
    return { name, type: isType, documented: false, from };
  });
}

function declaredNames(statement: Statement): string[] {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  if (node?.type === "VariableDeclaration") {
    return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  }
  return node && "id" in node && node.id?.type === "Identifier" ? [node.id.name] : [];
}
