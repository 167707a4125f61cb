/** A configuration of fontconfig with our fonts and no others, so that every machine sets a text alike. */
import { copyFileSync, constants, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Font } from "./fonts.ts";

/** A configuration on disk. */
export interface FontConfig {
  /** For the environment variable `FONTCONFIG_FILE`. */
  readonly file: string;
  remove(): void;
}

/** Writes it into a new folder, which also takes fontconfig's cache. */
export function writeFontConfig(fonts: readonly Font[]): FontConfig {
  const folder = mkdtempSync(join(tmpdir(), "intaglio-fonts-"));
  const files = join(folder, "files");
  mkdirSync(files);
  const rules = fonts.map((font, index) => {
    // fontconfig reads a folder by name: numbers keep the order.
    const place = join(files, `${String(index).padStart(5, "0")}${extname(font.file).toLowerCase()}`);
    put(font.file, place);
    return ruleFor(font, place);
  });
  const file = join(folder, "fonts.conf");
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>${escaped(files)}</dir>
<cachedir>${escaped(join(folder, "cache"))}</cachedir>
${rules.join("\n")}
${drawing}
</fontconfig>
`,
  );
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

let here: FontConfig | undefined;

/**
 * Lets this process set texts in these fonts. fontconfig reads its configuration once: the first call counts, and a host
 * that has used it before keeps its own.
 */
export function useFonts(fonts: readonly Font[]): void {
  if (fonts.length === 0 || here !== undefined) return;
  const config = writeFontConfig(fonts);
  here = config;
  process.env["FONTCONFIG_FILE"] = config.file;
  process.once("exit", config.remove);
}

/** Windows lets few users make links. */
function put(from: string, to: string): void {
  try {
    symlinkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}

/** The font as the server's options call it, whatever the file says. */
function ruleFor({ family, weight, italic }: Font, place: string): string {
  const edits = [
    edit("family", `<string>${escaped(family)}</string>`),
    ...(weight === undefined ? [] : [edit("weight", `<int>${fontconfigWeight(weight)}</int>`)]),
    ...(italic === undefined ? [] : [edit("slant", `<const>${italic ? "italic" : "roman"}</const>`)]),
  ];
  const test = `<test name="file" compare="eq"><string>${escaped(place)}</string></test>`;
  return `<match target="scan">${test}${edits.join("")}</match>`;
}

const edit = (name: string, value: string): string =>
  `<edit name="${name}" mode="assign" binding="same">${value}</edit>`;

/** fontconfig's own scale, which is not linear. */
function fontconfigWeight(weight: number): number {
  const steps = [0, 40, 50, 80, 100, 180, 200, 205, 210];
  const at = weight / 100 - 1;
  const [low = 0, high = low] = [steps[Math.floor(at)], steps[Math.ceil(at)]];
  return Math.round(low + (high - low) * (at % 1));
}

/** No hints, which move letters by the pixel; a cut that is not there is made from the one that is. */
const drawing = `<match target="font">
<edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="antialias" mode="assign"><bool>true</bool></edit>
</match>
<match target="font">
<test name="slant"><const>roman</const></test>
<test target="pattern" name="slant" compare="not_eq"><const>roman</const></test>
<edit name="matrix" mode="assign"><times><name>matrix</name><matrix><double>1</double><double>0.2</double><double>0</double><double>1</double></matrix></times></edit>
<edit name="slant" mode="assign"><const>oblique</const></edit>
</match>
<match target="font">
<test name="weight" compare="less_eq"><const>medium</const></test>
<test target="pattern" name="weight" compare="more_eq"><const>bold</const></test>
<edit name="embolden" mode="assign"><bool>true</bool></edit>
<edit name="weight" mode="assign"><const>bold</const></edit>
</match>`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
