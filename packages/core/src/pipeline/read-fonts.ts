/** The option `fonts`: files and folders to fonts. */
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { IntaglioError } from "@intaglio/contract";
import { readFontFile } from "./font-file.ts";
import type { Font } from "./fonts.ts";

/** A font file, a folder of font files (searched through), or a file with the name it is to have. */
export type FontSetting =
  | string
  | { readonly family: string; readonly file: string; readonly weight?: number; readonly italic?: boolean };

/**
 * Reads what the files say of themselves; the first family becomes the default. Throws `OPTIONS_INVALID`, naming each
 * entry that is no TTF or OTF file.
 */
export function readFonts(settings: readonly FontSetting[]): readonly Font[] {
  const problems: string[] = [];
  const fonts = settings.flatMap((setting, index) => {
    try {
      return typeof setting === "string" ? fontsAt(setting) : [named(setting)];
    } catch (error) {
      problems.push(`fonts[${index}]: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  if (problems.length > 0) throw new IntaglioError("OPTIONS_INVALID", problems.join("; "));
  return Object.freeze(fonts);
}

function fontsAt(path: string): Font[] {
  if (!statSync(path).isDirectory()) return [own(path)];
  const files = readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[ot]tf$/i.test(name))
    .toSorted();
  if (files.length === 0) throw new Error(`no TTF or OTF file in ${path}`);
  return files.map((name) => own(join(path, name)));
}

/** The same rule as for families in plans: one that breaks it could never be asked for. */
const familyName = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,99}$/u;

function own(path: string): Font {
  const { family } = read(path);
  if (family === undefined || !familyName.test(family))
    throw new Error(`${path} has no usable name; give one: { family, file }`);
  return { family, file: resolve(path) };
}

function named({ family, file, weight, italic }: Exclude<FontSetting, string>): Font {
  if (typeof family !== "string" || !familyName.test(family))
    throw new Error("family must be 1 to 100 letters, digits, blanks, - and _");
  if (weight !== undefined && !(Number.isInteger(weight) && weight >= 100 && weight <= 900))
    throw new Error("weight must be a whole number from 100 to 900");
  read(file);
  return {
    family,
    file: resolve(file),
    ...(weight === undefined ? {} : { weight }),
    ...(italic === undefined ? {} : { italic }),
  };
}

function read(path: string): ReturnType<typeof readFontFile> {
  try {
    return readFontFile(path);
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
