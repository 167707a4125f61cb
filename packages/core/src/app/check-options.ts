/** The checks of options: each gives the option's path, its value and what was expected, and all are reported together. */
import { isOriginRule } from "../origin-rule.ts";
import { problemsOfAll } from "../projects/input.ts";
import type { Settings } from "../settings.ts";
import { checkStores, has, isObject, type Expect } from "./check-stores.ts";
import { optionNames } from "./option-names.ts";
import type { IntaglioOptions } from "./options.ts";

/** Options in groups that have no default. */
const withoutDefault = new Set(["renditions.blobs", "render.detector"]);

function collect(): { readonly problems: string[]; readonly expect: Expect } {
  const problems: string[] = [];
  const expect: Expect = (ok, path, value, expected) => {
    if (!ok) problems.push(`${path} is ${describe(value)}, expected ${expected}`);
  };
  return { problems, expect };
}

/**
 * What is of another type than the compiler would take, a line each. Options come from JavaScript and from files, too;
 * what they mean is looked at only when this finds nothing.
 */
export function checkTypes(
  given: Readonly<Record<string, unknown>>,
  groups: Readonly<Record<string, object>>,
): string[] {
  const { problems, expect } = collect();
  for (const name of ["data", "publicUrl", "basePath"])
    expect(["string", "undefined"].includes(typeof given[name]), name, given[name], "text");
  expect(["string", "undefined"].includes(typeof given["secret"]), "secret", "no text", "at least 32 bytes of text"); // never shown
  for (const [group, names] of Object.entries(groups)) {
    const value = given[group] ?? {};
    expect(isObject(value), group, value, "an object");
    for (const name of isObject(value) ? Object.keys(value) : [])
      expect(
        Object.hasOwn(names, name) || withoutDefault.has(`${group}.${name}`),
        `${group}.${name}`,
        "given",
        "no option of this name",
      );
  }
  const { dialects, logger, fonts } = given;
  expect(
    Array.isArray(dialects) && dialects.length > 0 && dialects.every((one) => has(one, "create")),
    "dialects",
    dialects,
    "a list of at least one dialect",
  );
  expect(fonts === undefined || Array.isArray(fonts), "fonts", fonts, "a list of font files or folders");
  for (const name of ["access", "clock"])
    expect(["function", "undefined"].includes(typeof given[name]), name, given[name], "a function");
  expect(
    logger === undefined || has(logger, "info", "warn", "error"),
    "logger",
    typeof logger,
    "an object with info, warn and error",
  );
  const { resumable } = given;
  expect(resumable === undefined || has(resumable, "create"), "resumable", resumable, "what tus() gives");
  checkStores(given, expect);
  return problems;
}

/** What is wrong, a line each; empty when all is well. */
export function checkSettings(
  settings: Settings,
  given: IntaglioOptions,
  stores: ReadonlyMap<string, unknown>,
): string[] {
  const { problems, expect } = collect();
  for (const key of Object.keys(given)) expect(optionNames.includes(key), key, "given", "no option of this name");
  expect(Buffer.byteLength(settings.secret) >= 32, "secret", "too short", "at least 32 bytes of text");
  expect(
    ["signed", "presets", "open"].includes(settings.delivery),
    "delivery",
    settings.delivery,
    "signed, presets or open",
  );
  expect(["signed", "open"].includes(settings.uploads), "uploads", settings.uploads, "signed or open");
  expect(
    settings.publicUrl === "" || isOrigin(settings.publicUrl),
    "publicUrl",
    settings.publicUrl,
    "an http(s) address without query",
  );
  expect(
    /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/.test(settings.basePath),
    "basePath",
    settings.basePath,
    "a path such as / or /media",
  );
  for (const name of ["autoStore", "keepMetadata"] as const)
    expect(typeof settings[name] === "boolean", name, settings[name], "true or false");
  expect(
    Number.isSafeInteger(settings.restoreSeconds) &&
      settings.restoreSeconds >= 0 &&
      settings.restoreSeconds <= 31_536_000,
    "restoreSeconds",
    settings.restoreSeconds,
    "whole seconds from 0 to 31536000",
  );
  const { backup } = settings;
  expect(
    backup === false || stores.has(backup),
    "backup",
    given.backup,
    `the name of one of storages${stores.size > 0 ? ` (${[...stores.keys()].join(", ")})` : ""}, or another store than blobs`,
  );
  problems.push(...problemsOfAll(settings.projects ?? [], stores));
  checkSources(settings, expect);
  checkNumbers(settings, expect);
  checkMaking(settings, expect);
  return problems;
}

function checkMaking(settings: Settings, expect: Expect): void {
  const types = settings.limits.uploadTypes;
  const typesOk =
    Array.isArray(types) &&
    types.length > 0 &&
    types.every((type) => /^(\*|\*\/\*|[\w.+-]+\/(\*|[\w.+-]+))$/.test(String(type)));
  expect(typesOk, "limits.uploadTypes", types, 'a list such as ["image/*"]');
  expect(
    ["processes", "inline"].includes(settings.render.renderer),
    "render.renderer",
    settings.render.renderer,
    "processes or inline",
  );
  const { detector = "given" } = settings.render;
  expect(
    typeof detector === "string" && detector !== "",
    "render.detector",
    detector,
    "a module's path, file: address or package name",
  );
  const { lowerForSavers } = settings.renditions;
  expect(typeof lowerForSavers === "boolean", "renditions.lowerForSavers", lowerForSavers, "true or false");
  expect(
    ["never", "on-demand", "at-upload"].includes(settings.renditions.smallerCopies),
    "renditions.smallerCopies",
    settings.renditions.smallerCopies,
    "never, on-demand or at-upload",
  );
}

function checkSources({ folders, remote, hooks }: Settings, expect: Expect): void {
  const named = (folder: unknown): boolean => typeof folder === "string" && folder !== "";
  expect(Array.isArray(folders) && folders.every(named), "folders", folders, "a list of folders' paths");
  const privateRule = (entry: unknown): boolean =>
    isObject(entry) && isOriginRule(Reflect.get(entry, "origin")) && typeof Reflect.get(entry, "private") === "boolean";
  expect(
    Array.isArray(remote.origins) && remote.origins.every((entry) => isOriginRule(entry) || privateRule(entry)),
    "remote.origins",
    remote.origins,
    "a list such as https://images.example.com, https://*.example.com or { origin, private: true }",
  );
  expect(
    Array.isArray(hooks.origins) && hooks.origins.every(privateRule),
    "hooks.origins",
    hooks.origins,
    "a list such as { origin: http://hooks.internal:8080, private: true }",
  );
  expect(!(hooks.deliverHours > 168), "hooks.deliverHours", hooks.deliverHours, "at most 168");
  for (const name of ["signed", "uploads"] as const)
    expect(typeof remote[name] === "boolean", `remote.${name}`, remote[name], "true or false");
}

/** Clocks of more than 24 days run out at once. */
const maxSeconds = 86_400;

const notNumbers = new Set([
  "uploadTypes",
  "renderer",
  "detector",
  "smallerCopies",
  "lowerForSavers",
  "origins",
  "signed",
  "uploads",
]);

function checkNumbers(settings: Settings, expect: Expect): void {
  const groups = {
    limits: settings.limits,
    remote: settings.remote,
    render: settings.render,
    renditions: settings.renditions,
    jobs: settings.jobs,
    hooks: settings.hooks,
  };
  for (const [group, values] of Object.entries(groups))
    for (const [name, value] of Object.entries(values)) {
      if (notNumbers.has(name)) continue;
      const least = group === "renditions" || name === "queueLength" ? 0 : 1;
      expect(
        Number.isSafeInteger(value) && value >= least,
        `${group}.${name}`,
        value,
        `a whole number of at least ${least}`,
      );
      if (name.endsWith("Seconds")) expect(!(value > maxSeconds), `${group}.${name}`, value, `at most ${maxSeconds}`);
    }
}

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" && url.username === ""
  );
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  return (JSON.stringify(value) ?? typeof value).slice(0, 60);
}
