// Loaded by `--import` as `only-within.ts?folder=…`: no module comes from outside that folder, and our packages and the app
// import only what their manifests declare. It sees this process alone: the engine's workers start without its arguments.
import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

type Manifest = { readonly name?: string } & Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

const folder = new URL(import.meta.url).searchParams.get("folder");
if (folder === null) throw new Error("only-within.ts needs `?folder=` behind its address");

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    if (!resolved.url.startsWith("file:") || context.parentURL?.startsWith("file:") !== true) return resolved;
    if (!fileURLToPath(resolved.url).startsWith(`${folder}/`))
      throw new Error(`outside of the app: ${resolved.url}, imported by ${context.parentURL}`);
    checkDeclared(specifier, fileURLToPath(context.parentURL));
    return resolved;
  },
});

function checkDeclared(specifier: string, parent: string): void {
  const [name] = /^(@[^/]+\/)?[^./#@][^/:]*(?=\/|$)/.exec(specifier) ?? [];
  if (name === undefined) return; // a file, or an import of the package's own
  const manifest = manifestOf(parent);
  if (!/^(intaglio$|@intaglio\/|playground-)/.test(manifest.name ?? "") || manifest.name === name) return;
  const kinds = ["dependencies", "peerDependencies", "optionalDependencies"];
  if (!kinds.some((kind) => manifest[kind]?.[name] !== undefined))
    throw new Error(`${manifest.name} does not declare ${name}, which ${parent} imports`);
}

function manifestOf(file: string): Manifest {
  let at = dirname(file);
  while (!existsSync(join(at, "package.json"))) at = dirname(at);
  return JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as Manifest;
}
