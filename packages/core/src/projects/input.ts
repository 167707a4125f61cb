/** What a project is made from, checked. */
import { IntaglioError, type Project, type ProjectSettings } from "@intaglio/contract";
import { isOriginRule } from "../origin-rule.ts";

/** A project to be. What is absent is as the server's options say; keys are derived from the server's secret. */
export interface ProjectInput extends Partial<ProjectSettings> {
  /** What clients send in the open: 1 to 100 letters, digits, `_` and `-`. It never changes. */
  readonly key: string;
  /** Live secret keys, each 8 to 512 printable characters. */
  readonly secretKeys?: readonly string[];
  /** Keys of signed delivery addresses, each 32 to 512 hex digits. */
  readonly deliveryKeys?: readonly string[];
}

/** What may be changed later. */
export type ProjectChange = Partial<Omit<Project, "id" | "key">>;

const names = [
  "key",
  "secretKeys",
  "deliveryKeys",
  "name",
  "autoStore",
  "uploads",
  "delivery",
  "backup",
  "limits",
  "origins",
];

/** The stores that backups may be on, by name. */
type Stores = Pick<ReadonlyMap<string, unknown>, "has">;

/** What is wrong with a project, a phrase each; no key is ever in it. */
function problemsOf(input: ProjectInput, stores: Stores): string[] {
  if (typeof input !== "object" || input === null) return ["a project must be an object"];
  const problems = Object.keys(input)
    .filter((name) => !names.includes(name))
    .map((name) => `${name.slice(0, 40)} is no setting of a project`);
  const expect = (ok: boolean, what: string): void => void (ok || problems.push(what));
  const { key, secretKeys, deliveryKeys, name, autoStore, uploads, delivery, backup, limits, origins = null } = input;
  expect(typeof key === "string" && /^[\w-]{1,100}$/.test(key), "key must be 1 to 100 letters, digits, _ or -");
  expect(isList(secretKeys, /^[\x21-\x7e]{8,512}$/), "secretKeys must list keys of 8 to 512 printable characters");
  expect(isList(deliveryKeys, /^(?:[0-9a-f]{2}){16,256}$/i), "deliveryKeys must list keys of 32 to 512 hex digits");
  expect(name === undefined || (typeof name === "string" && name.length <= 200), "name must be at most 200 characters");
  expect(autoStore === undefined || typeof autoStore === "boolean", "autoStore must be true or false");
  expect(uploads === undefined || ["signed", "open"].includes(uploads), "uploads must be signed or open");
  expect(
    delivery === undefined || ["signed", "presets", "open"].includes(delivery),
    "delivery must be signed, presets or open",
  );
  expect(
    backup === undefined || backup === false || (typeof backup === "string" && stores.has(backup)),
    "backup must be the name of one of the option storages, or false",
  );
  expect(
    origins === null || (Array.isArray(origins) && origins.every((origin) => isOriginRule(origin))),
    "origins must be null or a list such as example.com, *.example.com or https://images.example.com",
  );
  const { maxBytes, types, ...rest } = limits ?? {};
  expect(Object.keys(rest).length === 0, "limits may have maxBytes and types alone");
  expect(
    maxBytes === undefined || (Number.isSafeInteger(maxBytes) && maxBytes > 0),
    "limits.maxBytes must be a number of bytes",
  );
  expect(isList(types, /^(?:\*|[\w.+-]+\/(?:\*|[\w.+-]+))$/), 'limits.types must be a list such as ["image/*"]');
  return problems;
}

/** The same of the option `projects`, with each project's place in it. */
export function problemsOfAll(projects: readonly ProjectInput[], stores: Stores): string[] {
  if (!Array.isArray(projects)) return ["projects must be a list of projects"];
  const keys = projects.map((project: ProjectInput | null) => project?.key);
  const twice = keys.filter((key, at) => keys.indexOf(key) < at).map((key) => `projects has ${String(key)} twice`);
  return [
    ...projects.flatMap((one, at) => problemsOf(one, stores).map((what) => `projects[${at}]: ${what}`)),
    ...twice,
  ];
}

/** Throws `FIELD_INVALID` naming all that is wrong. */
export function checkProject(input: ProjectInput, stores: Stores): void {
  const problems = problemsOf(input, stores);
  if (problems.length > 0) throw new IntaglioError("FIELD_INVALID", problems.join("; "), { hint: problems.join("; ") });
}

function isList(value: unknown, form: RegExp): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && form.test(one));
}
