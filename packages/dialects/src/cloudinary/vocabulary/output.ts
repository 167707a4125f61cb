/** Words about the result as a whole: how it is written and handed over, and which frames of the source are taken. */
import { IntaglioError, type EncodeInput, type QualityName } from "@intaglio/contract";
import { readWhole } from "./arguments.ts";
import { settingWord, stepWord, switchWord, say, unspoken, type SettingWord } from "./word.ts";

const written: Readonly<Record<string, EncodeInput>> = {
  auto: { format: "auto" },
  "auto:image": { format: "auto" },
  "auto:animated": { format: "auto" },
  jpg: { format: "jpeg" },
  jpeg: { format: "jpeg" },
  jpe: { format: "jpeg" },
  png: { format: "png" },
  gif: { format: "gif" },
  webp: { format: "webp" },
  avif: { format: "avif" },
};
const unwritten =
  /^(?:auto:video|bmp|ico|pdf|tiff?|svg|hei[cf]|jp2|jxl|jxr|wdp|psd|eps|ai|djvu|tga|mp4|webm|ogv|mov|mkv|m3u8|mpd|ts|avi|flv|mp3|aac|wav|ogg|opus|m4a|flac|aiff|amr|glb|gltf|usdz)$/;

/** The result's format by an extension or the value of `f`; undefined for what is no format. Throws `OPERATION_UNSUPPORTED` for ones not written. */
export function readFormat(name: string): EncodeInput | undefined {
  if (Object.hasOwn(written, name)) return written[name];
  if (!unwritten.test(name)) return undefined;
  const hint = `Format ${name} is not written; f takes auto, jpg, png, webp, avif or gif`;
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** True for an extension that says a format: it is no part of an image's id. */
export function isFormat(extension: string): boolean {
  return Object.hasOwn(written, extension) ? !extension.startsWith("auto") : unwritten.test(extension);
}

/** The result's format. */
export const format = settingWord({
  takes: "auto, auto:image, auto:animated (the same here), jpg, png, webp, avif or gif",
  means:
    "`encode.format`; without it the extension's, else the source's. Stored bytes go out where nothing is to be done",
  read: (value) => readFormat(value),
  write: (encode) => {
    if (encode.format === "same") return undefined;
    return `f_${encode.format === "jpeg" ? "jpg" : encode.format}`;
  },
});

const named: Readonly<Record<string, QualityName>> = {
  auto: "smart",
  "auto:best": "best",
  "auto:good": "better",
  "auto:eco": "lighter",
  "auto:low": "lightest",
};

/** The result's quality. */
export const quality = settingWord({
  takes: "1 to 100, auto, auto:best, auto:good, auto:eco or auto:low, then :420 or :444",
  means:
    "`encode.quality`: the encoder's own number; auto is `smart`, best, good, eco and low are `best`, `better`, `lighter`, `lightest`. Then `encode.chroma`. Default: normal",
  read: (value) => {
    if (/^(?:jpegmini(?::[0-2])?|auto:sensitive|\d{1,3}:qmax_\d{1,3})$/.test(value))
      throw unspoken(
        "q takes a number, auto, auto:best, auto:good, auto:eco or auto:low here: add-ons and videos are not spoken",
      );
    const [, text = "", chroma] = /^(.*?)(?::(420|444))?$/s.exec(value) ?? [];
    const level = Object.hasOwn(named, text) ? named[text] : readNumber(text);
    if (level === undefined) return undefined;
    return { quality: level, ...(chroma !== undefined && { chroma: chroma as "420" | "444" }) };
  },
  write: ({ quality: level, chroma }) => {
    const name = typeof level === "number" ? String(level) : Object.keys(named).find((one) => named[one] === level);
    if (name === undefined) return undefined;
    return `q_${name}${chroma === undefined ? "" : `:${chroma}`}`;
  },
});

// Old addresses have `q_0.4` for 40.
function readNumber(text: string): number | undefined {
  const share = /^0?\.(\d{1,2})$/.exec(text)?.[1];
  return readWhole(share === undefined ? text : share.padEnd(2, "0"), 1, 100);
}

/** How long frames stand. */
export const delay = settingWord({
  takes: "milliseconds from 1 to 60000",
  means: "`encode.frameMs`",
  read: (value) => {
    const frameMs = readWhole(value, 1, 60_000);
    return frameMs === undefined ? undefined : { frameMs };
  },
  write: ({ frameMs }) => (frameMs === undefined ? undefined : `dl_${frameMs}`),
});

/** How often an animation runs. */
export const loop = settingWord({
  takes: "nothing (for ever), or times from 0 to 1000",
  means: "`encode.loop`",
  read: (value) => {
    const times = value === "" ? 0 : readWhole(value, 0, 1000);
    return times === undefined ? undefined : { loop: times };
  },
  write: ({ loop: times }) => (times === undefined ? undefined : times === 0 ? "e_loop" : `e_loop:${times}`),
});

/** Which frames. */
export const pages = stepWord({
  op: "frames",
  takes: "a number from 1 to 10000, a range such as 2-4, or all",
  means: "`frames`, first of all steps wherever it stands",
  read: (value) => {
    if (value === "all") return [];
    if (/^(?:name:|embedded:|[\d-]+;)/.test(value))
      throw unspoken("pg takes a number or one range here: layers of documents and lists are not read");
    const found = /^(\d{1,5})(?:-(\d{1,5})?)?$/.exec(value);
    const first = readWhole(found?.[1], 1, 10_000);
    if (!found || first === undefined) return undefined;
    if (found[2] === undefined) return [{ op: "frames", first, ...(!value.endsWith("-") && { count: 1 }) }];
    const last = readWhole(found[2], first, 10_000);
    return last === undefined ? undefined : [{ op: "frames", first, count: last - first + 1 }];
  },
  write: ({ first, count }) =>
    say(`pg_${first}${count === 1 ? "" : count === undefined ? "-" : `-${first + count - 1}`}`),
});

function flag(name: string, setting: EncodeInput, means: string): SettingWord {
  const [[key, value]] = Object.entries(setting) as [[keyof typeof setting, unknown]];
  return settingWord({
    takes: "nothing",
    means,
    read: (text) => (text === "" ? setting : undefined),
    write: (encode) => (encode[key] === value ? `fl_${name}` : undefined),
  });
}

/** Coarse first. */
export const progressive = settingWord({
  takes: "nothing, semi or steep (the same here), or none",
  means: "`encode.progressive`",
  read: (value) => {
    if (value === "none") return { progressive: false };
    return ["", "semi", "steep"].includes(value) ? { progressive: true } : undefined;
  },
  write: (encode) => (encode.progressive ? "fl_progressive" : undefined),
});
/** EXIF stays. */
export const keepIptc = flag("keep_iptc", { metadata: "keep" }, "`encode.metadata` keep; not with q_auto");
/** The copyright stays. */
export const keepAttribution = flag("keep_attribution", { metadata: "copyright" }, "`encode.metadata` copyright");
/** A palette. */
export const png8 = flag("png8", { colors: 256 }, "`encode.colors` 256");
/** Nothing stays, which is so anyway. */
export const forceStrip = settingWord({
  takes: "nothing",
  means: "`encode.metadata` none, which is the default",
  read: (value) => (value === "" ? { metadata: "none" } : undefined),
  write: () => undefined,
});

/** Browsers save it. */
export const attachment = switchWord({
  takes: "nothing, or a file name, its special characters escaped twice",
  means: "the disposition: attachment; on originals too",
  processes: false,
  read: (value) => {
    if (value === "") return { disposition: "attachment" };
    const fileName = decodeAgain(value);
    return isFileName(fileName) ? { disposition: "attachment", fileName } : undefined;
  },
  write: ({ disposition, fileName }) => {
    if (disposition !== "attachment") return undefined;
    return `fl_attachment${fileName === undefined ? "" : `:${escapeTwice(fileName)}`}`;
  },
});

/** Facts instead of the picture. */
export const getinfo = switchWord({
  takes: "nothing",
  means: "answers facts about the picture before and after the steps",
  processes: true,
  read: (value) => (value === "" ? { info: true } : undefined),
  write: ({ info }) => (info ? "fl_getinfo" : undefined),
});

/** True for what may stand as a name: text without control, bidi and path characters, at most 255 bytes. */
export function isFileName(text: string): boolean {
  const isPlain = !/[\p{Cc}\p{Cs}/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
  return isPlain && !["", ".", ".."].includes(text) && new TextEncoder().encode(text).length <= 255;
}

/** Escapes all but letters, digits, `_` and `-` twice, so that nothing in a text means anything to the grammar. */
export function escapeTwice(text: string): string {
  return encodeURIComponent(text)
    .replace(/[.!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%", "%25");
}

/** The second decoding of texts that are escaped twice; what is no escape stands for itself. */
export function decodeAgain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // somebody wrote it by hand, and escaped once
  }
}
