/** `intaglio translate <url> --to <dialect>`. */
import type { Translation } from "@intaglio/core";
import { readArguments, serverOptions } from "../arguments.ts";
import { withServer } from "../server.ts";
import { printable, UsageError, type Terminal } from "../terminal.ts";

const help = `Usage: intaglio translate <url> --to <dialect> [options]

The same picture's address in another service's words, without a signature; or what those words cannot say. An address
that may mean one of several files means the one that is there.

Options:
  --to <dialect>         uploadcare, cloudinary, cloudflare or ipx
  --config <module>      a module that exports "media", your server: its dialects and paths count
  --cloud-name <name>    without a config: Cloudinary's cloud name (default: demo)
  --account-hash <hash>  without a config: Cloudflare's account hash
  --json                 the answer as JSON
  --help                 this text

It ends with 1 where the address is refused, or cannot be said in those words.
`;

/** The command `translate`. */
export const translateCommand = {
  help,
  async run(args: readonly string[], terminal: Terminal): Promise<number> {
    const { url, values } = readArguments(args, { ...serverOptions, to: { type: "string" } });
    const { to, json = false } = values;
    if (to === undefined) throw new UsageError("--to is missing");
    return withServer(values, async (media) => {
      const answer = await attempt(media.translate(url, to));
      if (answer instanceof Error) {
        terminal.stderr.write(`refused: ${describeError(answer)}\n`);
        return 1;
      }
      if (json) terminal.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      else if (answer.refused)
        terminal.stderr.write(`${to} cannot say it: ${answer.refused.step}: ${answer.refused.why}\n`);
      else terminal.stdout.write(`${answer.url}\n`);
      return answer.refused ? 1 : 0;
    });
  },
};

/** An error of ours may come from a config's own copy of the packages: it is told by its form. */
interface Told extends Error {
  readonly code: string;
  readonly status: number;
  readonly sentence: string;
  readonly detail: { readonly hint?: string };
}

async function attempt(work: Promise<Translation>): Promise<Translation | Told> {
  try {
    return await work;
  } catch (error) {
    if (!isTold(error)) throw error;
    if (error.code === "FIELD_INVALID") throw new UsageError(error.detail.hint ?? error.message);
    return error;
  }
}

function isTold(error: unknown): error is Told {
  return error instanceof Error && error.name === "IntaglioError" && typeof Reflect.get(error, "sentence") === "string";
}

function describeError({ status, code, sentence, message, detail }: Told): string {
  const more = detail.hint ?? (message === sentence ? undefined : message);
  return printable(`${status} ${code}: ${sentence}${more === undefined ? "" : ` (${more})`}`);
}
