/** `intaglio translate <url> --to <dialect>`. */
import type { Translation } from "@intaglio/core";
import { readArguments, serverOptions } from "../arguments.ts";
import { describeFailure, isFailure, type Failure } from "../failure.ts";
import { withServer } from "../server.ts";
import { UsageError, type Terminal } from "../terminal.ts";

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
        terminal.stderr.write(`refused: ${describeFailure(answer)}\n`);
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

async function attempt(work: Promise<Translation>): Promise<Translation | Failure> {
  try {
    return await work;
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (error.code === "FIELD_INVALID") throw new UsageError(error.detail.hint ?? error.message);
    return error;
  }
}
