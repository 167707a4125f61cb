/** What commands take. */
import { readFile } from "node:fs/promises";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { measureImage, type StandIn } from "@intaglio/core";
import { UsageError } from "./terminal.ts";

/** Options of the commands that read an address. */
export const serverOptions = {
  config: { type: "string" },
  "cloud-name": { type: "string" },
  "account-hash": { type: "string" },
  json: { type: "boolean" },
} as const satisfies ParseArgsOptionsConfig;

/** The one address and the options. Throws {@link UsageError}. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): { url: string; values: ReturnType<typeof parseArgs<{ options: Options }>>["values"] } {
  const { values, positionals } = readWords(args, options);
  const [url, ...more] = positionals;
  if (url === undefined) throw new UsageError("the address is missing");
  if (more.length > 0)
    throw new UsageError(`one address at a time, not ${positionals.length}: quote it for your shell`);
  return { url, values };
}

/** Words and options, however many words there are. Throws {@link UsageError}. */
export function readWords<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): Pick<ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>, "values" | "positionals"> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split(". ")[0] ?? error.message);
    throw error;
  }
}

/** The picture that stands in: a file's facts, or a JPEG of a size. Throws {@link UsageError}. */
export async function readStandIn(size: string | undefined, file: string | undefined): Promise<StandIn | undefined> {
  if (file !== undefined) {
    if (size !== undefined) throw new UsageError("either --size or --file");
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    });
    const image = await measureImage(bytes);
    if (!image) throw new UsageError(`${file} is no picture that can be processed`);
    return { ...image, bytes: bytes.byteLength };
  }
  if (size === undefined) return undefined;
  const [, width = 0, height = 0] = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(size)?.map(Number) ?? [];
  if (width === 0 || height === 0) throw new UsageError(`--size is written as in 4000x3000, not ${size.slice(0, 40)}`);
  return { width, height };
}
