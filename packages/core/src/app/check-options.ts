/** The checks of options: each gives the option's path, its value and what was expected, and all are reported together. */
import type { Settings } from "../settings.ts";
import type { IntaglioOptions } from "./options.ts";

const known = [
  "secret", "dialects", "data", "database", "blobs", "renditions", "delivery", "uploads", "presets", "publicUrl", "basePath",
  "autoStore", "keepMetadata", "limits", "render", "logger", "clock",
];

/** What is wrong, a line each; empty when all is well. */
export function checkSettings(settings: Settings, given: IntaglioOptions): string[] {
  const problems: string[] = [];
  const expect = (ok: boolean, path: string, value: unknown, expected: string): void => {
    if (!ok) problems.push(`${path} is ${describe(value)}, expected ${expected}`);
  };
  for (const key of Object.keys(given)) expect(known.includes(key), key, "given", "no option of this name");
  expect(Buffer.byteLength(settings.secret) >= 32, "secret", "too short", "at least 32 bytes of text");
  expect(Array.isArray(given.dialects) && given.dialects.length > 0, "dialects", given.dialects, "a list of at least one dialect");
  expect(["signed", "presets", "open"].includes(settings.delivery), "delivery", settings.delivery, "signed, presets or open");
  expect(["signed", "open"].includes(settings.uploads), "uploads", settings.uploads, "signed or open");
  expect(settings.publicUrl === "" || isOrigin(settings.publicUrl), "publicUrl", settings.publicUrl, "an http(s) address without query");
  expect(/^(\/[\w.~-]+)*$/.test(settings.basePath), "basePath", settings.basePath, "a path such as / or /media");
  for (const name of ["autoStore", "keepMetadata"] as const)
    expect(typeof settings[name] === "boolean", name, settings[name], "true or false");
  checkNumbers(settings, expect);
  const types = settings.limits.uploadTypes;
  const typesOk = Array.isArray(types) && types.length > 0 && types.every((type) => /^(\*|\*\/\*|[\w.+-]+\/(\*|[\w.+-]+))$/.test(String(type)));
  expect(typesOk, "limits.uploadTypes", types, 'a list such as ["image/*"]');
  expect(["processes", "inline"].includes(settings.render.renderer), "render.renderer", settings.render.renderer, "processes or inline");
  return problems;
}

function checkNumbers(settings: Settings, expect: (ok: boolean, path: string, value: unknown, expected: string) => void): void {
  const groups = { limits: settings.limits, render: settings.render, renditions: settings.renditions };
  for (const [group, values] of Object.entries(groups))
    for (const [name, value] of Object.entries(values)) {
      if (name === "uploadTypes" || name === "renderer") continue;
      const least = group === "renditions" || name === "queueLength" ? 0 : 1;
      expect(Number.isSafeInteger(value) && value >= least, `${group}.${name}`, value, `a whole number of at least ${least}`);
    }
}

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" && url.username === "";
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  return (JSON.stringify(value) ?? typeof value).slice(0, 60);
}
