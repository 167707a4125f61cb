/** Patterns of remote copies: what the copy is called there. */
import type { FileRecord } from "@intaglio/contract";
import { sanitizeName } from "../file-info.ts";
import { detail } from "./answer.ts";

const composed: Readonly<Record<string, string>> = {
  default: "${uuid}/${auto_filename}",
  auto_filename: "${filename}${effects}${ext}",
};

const plain: Readonly<Record<string, (file: FileRecord, effects: string, extension: string) => string>> = {
  uuid: ({ id }) => id,
  filename: ({ name }) => sanitizeName(name).replace(/\.[^.]*$/, ""),
  ext: (_, __, extension) => extension,
  effects: (_, effects) => (effects === "" ? "" : `-${effects.replace(/\/$/, "").replace(/\W+/g, "-")}`),
};

/**
 * A pattern such as `${uuid}/${auto_filename}`, as what makes a key of a file and of the copy's media type; `effects`
 * are the operations of the source. Throws `FIELD_INVALID` for an unknown name or a character that keys may not have.
 */
export function readPattern(pattern: unknown, effects: string): (file: FileRecord, type: string) => string {
  if (typeof pattern !== "string" || pattern === "" || pattern.length > 200)
    throw detail(`Invalid pattern provided: \`${String(pattern).slice(0, 40)}\``);
  const whole = pattern.replace(
    /\$\{(\w+)\}/g,
    (text, name: string) => composed[name]?.replace("${auto_filename}", composed["auto_filename"] ?? "") ?? text,
  );
  for (const [text, name = ""] of whole.matchAll(/\$\{([^}]*)\}?/g))
    if (!Object.hasOwn(plain, name)) throw detail(`Invalid pattern provided: \`${text.slice(0, 40)}\``);
  if (
    /[^\w./-]/.test(whole.replace(/\$\{\w+\}/g, "")) ||
    whole.split("/").some((one) => one === "" || /^\.+$/.test(one))
  )
    throw detail("Invalid pattern provided: Invalid character in a pattern.");
  return (file, type) => {
    const extension = effects === "" ? extensionOf(sanitizeName(file.name)) : `.${type.split("/")[1] ?? "bin"}`;
    return whole.replace(/\$\{(\w+)\}/g, (_, name: string) => plain[name]?.(file, effects, extension) ?? "");
  };
}

function extensionOf(name: string): string {
  return /\.[^.]*$/.exec(name)?.[0] ?? "";
}
