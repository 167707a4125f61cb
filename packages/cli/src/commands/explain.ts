/** `intaglio explain <url>`. */
import type { Explanation, Refusal } from "@intaglio/core";
import { readArguments, readStandIn, serverOptions } from "../arguments.ts";
import { describe } from "../describe.ts";
import { withServer } from "../server.ts";
import { printable, type Terminal } from "../terminal.ts";

const help = `Usage: intaglio explain <url> [options]

What an address means, step by step, and what it would be answered. Nothing is rendered and nothing is fetched.
The address may be whole, or a path as a request has it.

Options:
  --accept <types>       the client's Accept header, such as "image/avif,image/webp"
  --size <WxH>           the size of pictures that are not there, such as 4000x3000
  --file <path>          or: a picture that stands in for them, which is measured
  --config <module>      a module that exports "media", your server: its files, keys and policy count
  --cloud-name <name>    without a config: Cloudinary's cloud name (default: demo)
  --account-hash <hash>  without a config: Cloudflare's account hash
  --json                 everything that is known, as JSON
  --help                 this text

Without --config every address is read as any of the dialects, for a JPEG of 4000x3000 unless told otherwise; then
signatures and files are not looked at. It ends with 1 where the address would be refused.
`;

const usualSize = "4000x3000";

/** The command `explain`. */
export const explainCommand = {
  help,
  async run(args: readonly string[], terminal: Terminal): Promise<number> {
    const { url, values } = readArguments(args, {
      ...serverOptions,
      accept: { type: "string" },
      size: { type: "string" },
      file: { type: "string" },
    });
    const { accept, size, file, config } = values;
    const isPlain = config === undefined && size === undefined && file === undefined;
    const image = await readStandIn(isPlain ? usualSize : size, file);
    return withServer(values, async (media, isReal) => {
      const explanation = await media.explain(url, {
        ...(accept === undefined ? {} : { accept }),
        ...(image === undefined ? {} : { image }),
      });
      const refusals = explanation.refusals.filter((refusal) => isReal || countsWithoutFiles(refusal));
      terminal.stdout.write(values.json ? `${JSON.stringify(explanation, null, 2)}\n` : describe(explanation, isReal));
      for (const refusal of refusals) terminal.stderr.write(`${line(refusal)}\n`);
      if (refusals.length > 0 && !isReal) terminal.stderr.write(advice(explanation, values));
      return refusals.length > 0 ? 1 : 0;
    });
  },
};

/** Without a server's keys and files only what the address itself says can be judged. */
function countsWithoutFiles({ stage }: Refusal): boolean {
  return stage === "address" || stage === "plan";
}

function line({ status, code, sentence, hint }: Refusal): string {
  return printable(`refused: ${status} ${code}: ${sentence}${hint === null ? "" : ` (${hint})`}`);
}

/** Addresses of accounts that were not named are nobody's. */
function advice({ target, code }: Explanation, given: { "cloud-name"?: string; "account-hash"?: string }): string {
  if (code !== "ROUTE_UNKNOWN") return "";
  const cloud = /^\/([\w-]+)\/(?:image|video|raw)\//.exec(target)?.[1];
  if (cloud !== undefined && given["cloud-name"] === undefined)
    return `For an address of Cloudinary's: --cloud-name ${cloud}\n`;
  const hash = /^\/([\w-]{20,24})\//.exec(target)?.[1];
  return hash !== undefined && given["account-hash"] === undefined
    ? `For an address of Cloudflare's: --account-hash ${hash}\n`
    : "";
}
