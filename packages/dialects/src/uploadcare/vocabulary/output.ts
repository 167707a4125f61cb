/** Words about the result as a whole: how it is written, what lies behind it, how it is handed over. */
import { IntaglioError, outputFormats, type Encode, type EncodeInput } from "@intaglio/contract";
import { readColor, readWhole, readYesNo, writeColor } from "./arguments.ts";
import { settingWord, stateWord, switchWord } from "./word.ts";

const formats: Readonly<Record<string, EncodeInput>> = {
  auto: { format: "auto", allowed: outputFormats },
  jpeg: { format: "jpeg", allowed: outputFormats },
  png: { format: "png", allowed: outputFormats },
  webp: { format: "webp", allowed: outputFormats },
  preserve: { format: "same", allowed: ["jpeg", "png"] }, // keeps these two, turns others into the nearer of them
};
const qualities: Readonly<Record<string, EncodeInput>> = {
  normal: { quality: "normal" },
  better: { quality: "better" },
  best: { quality: "best" },
  lighter: { quality: "lighter" },
  lightest: { quality: "lightest" },
  smart: { quality: "smart" },
  smart_retina: { quality: "smart" },
};
const metadata: Readonly<Record<string, EncodeInput>> = {
  all: { metadata: "none" },
  none: { metadata: "keep" },
  sensitive: { metadata: "copyright" },
};

function look<Value>(table: Readonly<Record<string, Value>>, args: readonly string[]): Value | undefined {
  const [word = "", ...more] = args;
  return more.length === 0 && Object.hasOwn(table, word) ? table[word] : undefined;
}

/** The first word of a table whose settings these are; none for the default. */
function say(
  table: Readonly<Record<string, EncodeInput>>,
  encode: Encode,
  fallback: string,
): readonly string[] | undefined {
  const key = Object.keys(Object.values(table)[0] ?? {})[0] as keyof Encode;
  const word = Object.keys(table).find((name) => table[name]?.[key] === encode[key]);
  return word === undefined || word === fallback ? undefined : [word];
}

/** The result's format. */
export const format = settingWord({
  takes: "auto, jpeg, png, webp or preserve",
  means: "`encode.format`; `preserve` is the source's, or the nearer of JPEG and PNG. Default: auto",
  read: (args) => look(formats, args),
  write: (encode) => say(formats, encode, "auto"),
});

/** The result's quality. */
export const quality = settingWord({
  takes: "normal, better, best, lighter, lightest, smart or smart_retina",
  means: "`encode.quality`; both smart ones are `smart`. Default: normal",
  read: (args) => look(qualities, args),
  write: (encode) => say(qualities, encode, "normal"),
});

/** Whether a JPEG shows coarsely first. */
export const progressive = settingWord({
  takes: "yes or no",
  means: "`encode.progressive`. Default: no",
  read: (args) => {
    const value = readYesNo(args);
    return value === undefined ? undefined : { progressive: value };
  },
  write: (encode) => (encode.progressive ? ["yes"] : undefined),
});

/** Whether EXIF goes. */
export const stripMeta = settingWord({
  takes: "all, none or sensitive",
  means:
    "`encode.metadata`: `all` keeps none, `none` keeps EXIF, `sensitive` keeps the copyright alone, so that nothing sensitive is left. Default: all",
  notice: ([what]) =>
    what === "sensitive" ? "strip_meta/sensitive keeps the copyright alone, not all that is harmless" : undefined,
  read: (args) => look(metadata, args),
  write: (encode) => say(metadata, encode, "all"),
});

/** How colours become sRGB. */
export const srgb = settingWord({
  takes: "fast, icc or keep_profile",
  means: "nothing: results are always sRGB, turned into it by the source's profile; `keep_profile` is not supported",
  read: ([mode, ...more]) => {
    if (mode === "keep_profile" && more.length === 0)
      throw new IntaglioError("OPERATION_UNSUPPORTED", "srgb/keep_profile", {
        hint: 'srgb takes fast or icc here, not "keep_profile": results are always sRGB without a profile',
      });
    return (mode === "fast" || mode === "icc") && more.length === 0 ? {} : undefined;
  },
  write: () => undefined,
});

/** How large a profile may go with the result. */
export const maxIccSize = settingWord({
  takes: "a whole number of kilobytes from 0 to 99999",
  means: "nothing: no profile goes with the result, and pictures with one of any size are turned into sRGB",
  read: ([size, ...more]) => (more.length > 0 || readWhole(size, 0, 99_999) === undefined ? undefined : {}),
  write: () => undefined,
});

/** The colour behind and around pictures. */
export const setfill = stateWord({
  key: "fill",
  takes: "a colour in hex: fff, ffffff or ffffff80",
  means:
    "the colour of `crop` outside and of `stretch/fill` after it; the last one lies behind transparent parts. Default: ffffff",
  read: (args) => {
    const fill = args.length === 1 ? readColor(args[0]) : undefined;
    return fill === undefined ? undefined : { fill };
  },
  write: (state) => [writeColor(state.fill)],
});

/** Whether the EXIF orientation is applied. */
export const autorotate = switchWord({
  takes: "yes or no",
  means: "`orient` as the first step, or no such step. Default: yes",
  processes: true,
  read: (args) => {
    const orient = readYesNo(args);
    return orient === undefined ? undefined : { orient };
  },
  write: ({ orient }) => (orient === false ? ["no"] : undefined),
});

/** Whether browsers show or save the file. */
export const inline = switchWord({
  takes: "yes or no",
  means: "the disposition: inline or attachment; on originals too",
  processes: false,
  read: (args) => {
    const shown = readYesNo(args);
    return shown === undefined ? undefined : { disposition: shown ? "inline" : "attachment" };
  },
  write: ({ disposition }) => (disposition === undefined ? undefined : [disposition === "inline" ? "yes" : "no"]),
});
