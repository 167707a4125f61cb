// Playgrounds that are too heavy for this workspace: installed from packed tarballs into a folder outside it, by their own
// lockfile, and built for production where there is something to build.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { madeOnce } from "./made-once.ts";
import { packageInputs, packedPackages } from "./packed.ts";
import { packages, root, type Manifest } from "./workspace.ts";

/** The folders in `playground` that are not in the workspace. */
export const heavyPlaygrounds = ["bun", "deno", "nitro", "nitro-2", "nuxt"] as const;

/** The name of one of them. */
export type HeavyPlayground = (typeof heavyPlaygrounds)[number];

/** Installs and builds it, unless that is done; gives the app's folder. The first time takes 10 to 60 s. */
export async function buildPlayground(name: HeavyPlayground): Promise<string> {
  const source = join("playground", name);
  const folder = await madeOnce(
    `playground-${name}`,
    [...packageInputs, "playground/media.ts", `${source}/**/*`],
    (to) => install(name, to),
  );
  return join(folder, name);
}

/** Its dependencies go beside `media.ts`, which imports them too. */
async function install(name: HeavyPlayground, to: string): Promise<void> {
  const source = join(root, "playground", name);
  const app = join(to, name);
  mkdirSync(app);
  for (const entry of globSync("*", { cwd: source, exclude: ["node_modules", "package-lock.json"] }))
    cpSync(join(source, entry), join(app, entry), { recursive: true });
  copyFileSync(join(root, "playground", "media.ts"), join(to, "media.ts"));
  copyFileSync(join(source, "package-lock.json"), join(to, "package-lock.json"));
  copyFileSync(join(root, ".npmrc"), join(to, ".npmrc"));
  writeFileSync(join(to, "package.json"), JSON.stringify(withoutOurs(join(source, "package.json"))));
  await installPacked(to);
  await runBuild(app);
}

/** Installs what the folder's manifest asks for, and our packages from their tarballs. */
export async function installPacked(folder: string): Promise<void> {
  const options = ["--no-save", "--ignore-scripts", "--prefer-offline", "--loglevel", "error"];
  await runPlain("npm", ["install", ...options, ...(await packedPackages())], folder);
}

/** The manifest without packages of ours, which are in no registry yet: what its lockfile is of. */
export function withoutOurs(file: string): Manifest {
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const ours = new Set(packages.map((one) => one.manifest.name));
  const dependencies = Object.entries(manifest.dependencies ?? {}).filter(([dependency]) => !ours.has(dependency));
  return { ...manifest, dependencies: Object.fromEntries(dependencies) };
}

/** Builds an app that lies beside its `node_modules`. Rejects with what the build printed. */
export function runBuild(app: string): Promise<void> {
  return runPlain("npm", ["run", "build", "--if-present"], app, join(app, "..", "node_modules", ".bin"));
}

/** Runs a program as a user would: without what leads to sources, and without a sign of tests. */
async function runPlain(program: string, args: readonly string[], cwd: string, bin = ""): Promise<void> {
  const plain = { NODE_OPTIONS: "", NODE_ENV: "production", TEST: "", VITEST: "" };
  const env = { ...process.env, ...plain, PATH: `${bin}:${process.env["PATH"]}` };
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`\`${[program, ...args].join(" ")}\` ended with ${code}\n${printed.join("")}`);
}
