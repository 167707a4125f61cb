/** A multipart body as fields and file streams, never whole in memory. */
import type { Readable } from "node:stream";
import { Busboy, type BusboyConfig } from "@fastify/busboy";
import { IntaglioError, type Bytes } from "@intaglio/contract";
import { chunksOf } from "./chunks.ts";

/** One file of a body, on its way. */
export interface FilePart {
  readonly field: string;
  readonly name: string | undefined;
  readonly statedType: string | undefined;
  readonly body: Bytes;
}

/** Fields by name, each with its values in order of arrival. */
export type BodyFields = ReadonlyMap<string, readonly string[]>;

const limits = { headerPairs: 20, headerSize: 16 * 1024, fieldSize: 1024 * 1024, fieldNameSize: 256 };
/** Characters of all fields together: they are held in memory, and a hundred large ones would be a hundred megabytes. */
const maxFieldsText = 1024 * 1024;

/**
 * Reads a multipart body. `keep` is called for each file in order and must read it to its end; the next part comes
 * after it. The first error ends everything; `keep` calls under way see it as their stream's error.
 * Throws `BODY_TYPE_UNSUPPORTED`, `BODY_MALFORMED`, `TOO_MANY_FILES`, `TOO_MANY_FIELDS`, `BODY_TOO_LARGE`, and what
 * `keep` or the body throws.
 */
export async function readMultipart(
  body: Readable,
  contentType: string | null,
  maxFiles: number,
  keep: (part: FilePart) => Promise<void>,
  maxParts = 100,
): Promise<BodyFields> {
  const parser = createParser(body, contentType, { files: maxFiles, parts: maxParts });
  const fields = new FieldsReader();
  const keeping: Promise<void>[] = [];
  const parsed = new Promise<void>((resolve, reject) => {
    const open = new Set<Readable>();
    let failure: Error | undefined;
    const fail = (thrown: unknown): void => {
      reject(thrown);
      failure ??= thrown instanceof Error ? thrown : new Error(String(thrown));
      body.unpipe(parser);
      body.destroy();
      for (const file of open) file.destroy(failure);
    };
    const tooMany = (code: "TOO_MANY_FILES" | "TOO_MANY_FIELDS") => () => fail(new IntaglioError(code));
    parser.on("filesLimit", tooMany("TOO_MANY_FILES")).on("fieldsLimit", tooMany("TOO_MANY_FIELDS"));
    parser.on("partsLimit", tooMany("TOO_MANY_FIELDS"));
    parser.on("field", (name: string | undefined, value: string, nameCut: boolean, valueCut: boolean) => {
      const problem = fields.add(name, value, nameCut || valueCut);
      if (problem) fail(problem);
    });
    parser.on(
      "file",
      (field: string | undefined, file: Readable, name: string, _encoding: string, statedType: string) => {
        open.add(file);
        file.once("close", () => open.delete(file));
        file.on("error", () => {}); // told through `fail`; a stream without a listener would end the process
        // Parts that came in one piece with a broken one are still told of; their ends never come.
        if (failure) return file.destroy(failure);
        if (field === undefined) return fail(malformed("a part has no name"));
        if (Buffer.byteLength(field) > limits.fieldNameSize)
          return fail(new IntaglioError("BODY_TOO_LARGE", "a field's name is too long"));
        const kept = keep({ field, name, statedType, body: chunksOf(file) });
        kept.catch(fail);
        keeping.push(kept);
      },
    );
    parser.on("error", (cause: Error) =>
      fail(cause instanceof IntaglioError ? cause : malformed(cause.message, cause)),
    );
    parser.on("finish", resolve);
    body.on("error", fail);
  });
  body.pipe(parser);
  try {
    await parsed;
  } finally {
    await Promise.allSettled(keeping);
  }
  await Promise.all(keeping); // one may have failed after the last byte was read
  return fields.values;
}

/** Gathers fields, within a limit for all of them. */
class FieldsReader {
  readonly values = new Map<string, string[]>();
  #length = 0;

  /** What is wrong with the field, or undefined when it was added. */
  add(name: string | undefined, value: string, isCut: boolean): IntaglioError | undefined {
    if (name === undefined) return malformed("a part has no name");
    this.#length += name.length + value.length;
    if (isCut || this.#length > maxFieldsText) return new IntaglioError("BODY_TOO_LARGE", "the fields are too long");
    const values = this.values.get(name);
    if (values) values.push(value);
    else this.values.set(name, [value]);
    return undefined;
  }
}

/** How many parts a body may have, and how many of them may be files. */
interface PartsLimits {
  readonly files: number;
  readonly parts: number;
}

/** Without a parser nobody reads the body: it is let go, with its timers. */
function createParser(body: Readable, contentType: string | null, most: PartsLimits): InstanceType<typeof Busboy> {
  try {
    return chooseParser(contentType, most);
  } catch (error) {
    body.destroy();
    throw error;
  }
}

function chooseParser(contentType: string | null, most: PartsLimits): InstanceType<typeof Busboy> {
  if (contentType === null || !/^multipart\/form-data\s*;/i.test(contentType))
    throw new IntaglioError("BODY_TYPE_UNSUPPORTED", `content type ${contentType}`, {
      hint: "multipart/form-data is expected",
    });
  try {
    const headers: BusboyConfig["headers"] = { "content-type": contentType };
    // A part is a file when it says so: text parts without a file name are fields.
    return new Busboy({
      headers,
      highWaterMark: 256 * 1024,
      fileHwm: 256 * 1024,
      limits: { ...limits, ...most },
    });
  } catch (cause) {
    throw malformed("the multipart boundary is missing or malformed", cause);
  }
}

function malformed(message: string, cause?: unknown): IntaglioError {
  return new IntaglioError("BODY_MALFORMED", message, { cause });
}
