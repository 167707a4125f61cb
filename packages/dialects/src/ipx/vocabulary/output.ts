/** Modifiers about how the result is written. */
import { IntaglioError } from "@intaglio/contract";
import { readAll, whole } from "./arguments.ts";
import { formats } from "./asked.ts";
import { flagWord, type Word } from "./word.ts";

/** The encoder's quality. */
export const quality: Word = {
  takes: "a whole number from 1 to 100",
  means: "`encode.quality`. Without it, `normal`",
  read: (args) => {
    const read = readAll(args, whole(1, 100));
    return read && { ...(read[0] !== undefined && { quality: read[0] }) };
  },
  write: ({ quality: value }) => (value === undefined ? undefined : [String(value)]),
};

const silent = ["tiff", "heif", "heic", "svg"];

/** The result's format. ipx keeps the source's when it does not know the name. */
export const format: Word = {
  takes: "jpeg, jpg, png, webp, avif, gif or auto",
  means: "`encode.format`; without it, or for a name that ipx does not know, the source's or the nearest to it",
  read: ([name = "", ...more]) => {
    if (more.length > 0) return undefined;
    if (silent.includes(name))
      throw new IntaglioError("OPERATION_UNSUPPORTED", `format ${name}`, {
        hint: `format: ${name} is not written here`,
      });
    const known = name === "jpg" ? "jpeg" : formats.find((one) => one === name);
    if (known) return { format: known };
    return name === "" ? {} : { notices: ["format: this name is not known, so the source's format is kept"] };
  },
  write: ({ format: value }) => (value === undefined ? undefined : [value]),
};

/** Keeps the frames of an animation. */
export const animated = flagWord("animated", "`encode.animated`; GIF keeps its frames anyway");
