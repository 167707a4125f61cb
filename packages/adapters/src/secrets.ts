/** Keeps secrets out of what browsers get: a build that would hand one over fails. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A secret, and the name by which people know it. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** Secrets by their names; a name may have several, and what is not set is none. */
export type SecretValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Shorter ones would be found in any bundle by chance. */
const minLength = 8;

/** One by one, without what is not set or shorter than eight characters. */
export function listSecrets(values: SecretValues): Secret[] {
  return Object.entries(values).flatMap(([name, given = []]) =>
    [given].flat().flatMap((value) => (value.length >= minLength ? [{ name, value }] : [])),
  );
}

/** Throws when a value that goes to browsers, named `place`, holds a secret, however deep. It names places, never values. */
export function checkValue(place: string, value: unknown, secrets: readonly Secret[]): void {
  if (typeof value === "string") {
    const found = secrets.find((secret) => value.includes(secret.value));
    if (found) throw leak(found, place);
  } else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) checkValue(`${place}.${key}`, inner, secrets);
}

/** Throws when a file below a folder that is served to browsers holds a secret. */
export function checkFolder(folder: string, secrets: readonly Secret[]): void {
  if (secrets.length === 0) return;
  const needles = secrets.flatMap((secret) =>
    spellings(secret.value).map((text) => ({ secret, bytes: Buffer.from(text) })),
  );
  for (const entry of globSync("**/*", { cwd: folder, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    const found = needles.find(({ bytes }) => content.includes(bytes));
    if (found) throw leak(found.secret, file);
  }
}

/** As it is, and as it stands in a quoted text of JSON or JavaScript. */
function spellings(value: string): string[] {
  return [...new Set([value, JSON.stringify(value).slice(1, -1)])];
}

function leak({ name }: Secret, place: string): Error {
  return new Error(`Intaglio: the secret ${name} would reach browsers by ${place}. Use it on the server only`);
}
