// The packages of this workspace, as their package.json files state them: read by the scripts and by the tests of structure.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

export type Package = {
  /** Absolute path of the package's folder. */
  readonly folder: string;
  readonly manifest: Manifest;
};

/** Absolute path of the repository. */
export const root: string = dirname(import.meta.dirname);

/** Every package that is published, in alphabetical order. */
export const packages: readonly Package[] = globSync("packages/*/package.json", { cwd: root })
  .toSorted()
  .map((file) => ({ folder: dirname(join(root, file)), manifest: readManifest(join(root, file)) }));

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}
