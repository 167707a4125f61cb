/** Which fonts there are, and which of them a name means. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSteps } from "@intaglio/contract";
import { afterAll, describe, expect, test } from "vitest";
import { writeFontConfig } from "../../src/pipeline/font-config.ts";
import { familyFor, missingFamilies, type Font } from "../../src/pipeline/fonts.ts";
import { readFonts, type FontSetting } from "../../src/pipeline/read-fonts.ts";

const noto = dirname(fileURLToPath(import.meta.resolve("@expo-google-fonts/noto-sans/package.json")));
const regular = join(noto, "400Regular", "NotoSans_400Regular.ttf");
const folder = await mkdtemp(join(tmpdir(), "fonts-"));
afterAll(() => rm(folder, { recursive: true }));

describe("files and folders", () => {
  test("a file, under the name it gives itself", () => {
    expect(readFonts([regular])).toEqual([{ family: "Noto Sans", file: regular }]);
  });

  test("a file under another name", () => {
    expect(readFonts([{ family: "House", file: regular, weight: 300, italic: true }])).toEqual([
      { family: "House", file: regular, weight: 300, italic: true },
    ]);
  });

  test("a folder with all that lies in it, in order", () => {
    const all = readFonts([noto]);
    expect(all.length).toBe(18);
    expect(new Set(all.map(({ family }) => family))).toEqual(new Set(["Noto Sans"]));
    expect(all.map(({ file }) => file)).toEqual(all.map(({ file }) => file).toSorted());
  });

  test("every wrong entry is named, with its place and the reason", async () => {
    const text = join(folder, "text.ttf");
    await writeFile(text, "no font at all");
    await mkdir(join(folder, "empty"));
    const cut = join(folder, "cut.ttf");
    await writeFile(cut, readFileSync(regular).subarray(0, 600));
    const web = join(folder, "web.ttf");
    await writeFile(web, Buffer.concat([Buffer.from("wOF2"), Buffer.alloc(100)]));
    const many = join(folder, "many.ttf");
    await writeFile(many, Buffer.concat([Buffer.from("ttcf"), Buffer.alloc(100)]));
    const wrong: [FontSetting, string][] = [
      [text, "no TTF or OTF file"],
      [join(folder, "gone.ttf"), "ENOENT"],
      [join(folder, "empty"), "no TTF or OTF file in"],
      [cut, "damaged"],
      [web, "web font"],
      [many, "collection"],
      [{ family: "a,b", file: regular }, "family"],
      [{ family: "Fine", file: regular, weight: 50 }, "weight"],
      [{ family: "Fine", file: text }, "no TTF or OTF file"],
    ];
    const settings = [regular, ...wrong.map(([setting]) => setting)];
    let message = "";
    try {
      readFonts(settings);
    } catch (error) {
      expect(error).toMatchObject({ code: "OPTIONS_INVALID" });
      message = String(error);
    }
    for (const [index, [, reason]] of wrong.entries())
      expect(message).toMatch(new RegExp(`fonts\\[${index + 1}\\]: [^;]*${reason}`));
    expect(message).not.toContain("fonts[0]");
  });

  test("bytes that only begin like a font never throw anything else", async () => {
    const whole = readFileSync(regular);
    const bad = join(folder, "bad.ttf");
    for (let at = 0; at < 400; at += 7) {
      const bytes = Buffer.from(whole.subarray(0, 40_000));
      bytes.fill(0xff, at, at + 4);
      await writeFile(bad, bytes);
      try {
        readFonts([bad]);
      } catch (error) {
        expect(error).toMatchObject({ code: "OPTIONS_INVALID" });
      }
    }
  });
});

const fonts: Font[] = ["Noto Sans", "Source Serif 4", "Fira Code", "Arial"].map((family) => ({
  family,
  file: regular,
}));

describe("names", () => {
  test.each([
    ["Noto Sans", "Noto Sans"],
    ["notosans", "Noto Sans"],
    ["NOTO_SANS", "Noto Sans"],
    ["Fira Code", "Fira Code"],
    ["sans", "Noto Sans"],
    ["Helvetica", "Noto Sans"],
    ["Arial", "Arial"],
    ["DejaVu", "Noto Sans"],
    ["Noto", "Noto Sans"],
    ["serif", "Source Serif 4"],
    ["Times", "Source Serif 4"],
    ["DejaVuSerif", "Source Serif 4"],
    ["NotoSerif", "Source Serif 4"],
    ["mono", "Fira Code"],
    ["Courier", "Fira Code"],
    ["DejaVuMono", "Fira Code"],
    ["NotoMono", "Fira Code"],
    ["Comic Sans", undefined],
    ["constructor", undefined],
  ])("%s is %s", (name, expected) => expect(familyFor(name, fonts)).toBe(expected));

  test("what is missing is told once, in order; what has no wish misses nothing", () => {
    const text = (family?: string) => ({
      op: "overlay" as const,
      layer: { kind: "text", text: "x", ...(family === undefined ? {} : { family }) } as never,
    });
    const steps = checkSteps([text("Lobster"), text(), text("Noto Sans"), text("Anton"), text("Lobster")]);
    expect(missingFamilies(steps, fonts)).toEqual(["Lobster", "Anton"]);
    expect(missingFamilies(checkSteps([text()]), [{ family: "Fira Code" }])).toEqual([]);
    expect(missingFamilies(checkSteps([text("Times")]), [{ family: "Noto Sans" }])).toEqual(["Times"]);
  });
});

test("a configuration holds these fonts alone, and goes without a trace", async () => {
  const odd = join(folder, `odd & "name' <x>.ttf`);
  await copyFile(regular, odd);
  const config = writeFontConfig([
    { family: "One", file: regular },
    { family: "Two", file: odd, weight: 500 },
  ]);
  const text = readFileSync(config.file, "utf8");
  expect(text.match(/<dir>/g)).toHaveLength(1);
  expect(text).toContain("<int>100</int>");
  expect(readdirSync(join(dirname(config.file), "files"))).toEqual(["00000.ttf", "00001.ttf"]);
  config.remove();
  expect(existsSync(dirname(config.file))).toBe(false);
  expect(existsSync(regular)).toBe(true);
});
