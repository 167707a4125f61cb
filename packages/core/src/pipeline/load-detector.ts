/** The option `render.detector`: from a path, an address or a package's name to a module. */
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { IntaglioError } from "@intaglio/contract";
import { detectedKinds, type DetectedKind, type DetectorFacts, type DetectorModule } from "./detector.ts";

/**
 * Loads the module once, to see what it finds. A package is looked for from the working directory on.
 * Throws `OPTIONS_INVALID` naming the option where it cannot be loaded or lacks an export.
 */
export async function readDetector(setting: string): Promise<DetectorFacts> {
  try {
    const url = locate(setting);
    const { kinds, version = "" } = await loadDetector(url);
    return { url, kinds: [...kinds], name: `${setting} ${version}`.trim() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IntaglioError("OPTIONS_INVALID", `render.detector: ${setting.slice(0, 200)}: ${reason}`, {
      cause: error,
    });
  }
}

/** Imports a detector's module. Throws what its code throws, or an error that names what is missing. */
export async function loadDetector(url: string): Promise<DetectorModule> {
  const module = (await import(/* @vite-ignore */ url)) as Partial<Record<keyof DetectorModule, unknown>>;
  if (!isKinds(module.kinds)) throw new Error("it must export kinds, a list of face and object");
  if (typeof module.detect !== "function") throw new Error("it must export a function detect");
  if (!["undefined", "string", "number"].includes(typeof module.version))
    throw new Error("its version must be text or a number");
  return module as DetectorModule;
}

function locate(setting: string): string {
  if (setting.startsWith("file:")) return setting;
  if (isAbsolute(setting)) return pathToFileURL(setting).href;
  return pathToFileURL(createRequire(join(process.cwd(), "package.json")).resolve(setting)).href;
}

function isKinds(value: unknown): value is readonly DetectedKind[] {
  return Array.isArray(value) && value.length > 0 && value.every((kind) => detectedKinds.includes(kind));
}
