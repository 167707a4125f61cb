/** `intaglio restore`. */
import type { RestoreReport } from "@intaglio/core";
import { readWords } from "../arguments.ts";
import { printable, UsageError, type Terminal } from "../terminal.ts";
import { withBackups } from "../with-backups.ts";

const help = `Usage: intaglio restore --config <module> [options]

Puts back originals that are missing or damaged, and records that are missing, from the copies of a backup. What is
good is never written to; what was removed stays removed. It may be broken off, and called again.

Options:
  --config <module>      a module that exports "media", your server
  --project <key>        only files of this project
  --file <id>            only this file
  --dry-run              only tells what would be done
  --json                 the answer as JSON
  --help                 this text

It ends with 1 where a file could not be restored.
`;

/** The command `restore`. */
export const restoreCommand = {
  help,
  async run(args: readonly string[], terminal: Terminal): Promise<number> {
    const { values, positionals } = readWords(args, {
      config: { type: "string" },
      project: { type: "string" },
      file: { type: "string" },
      "dry-run": { type: "boolean" },
      json: { type: "boolean" },
    });
    if (positionals.length > 0) throw new UsageError("there is nothing to name but by --project and --file");
    const { config, project, file, json, "dry-run": dryRun = false } = values;
    return withBackups(config, terminal, async (backups) => {
      const report = await backups.restore({
        dryRun,
        ...(project !== undefined && { project }),
        ...(file !== undefined && { file }),
      });
      terminal.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : describe(report, dryRun));
      for (const { id, reason } of report.failed) terminal.stderr.write(printable(`failed: ${id}: ${reason}\n`));
      return report.failed.length > 0 ? 1 : 0;
    });
  },
};

function describe({ checked, whole, removed, restored, failed }: RestoreReport, dryRun: boolean): string {
  const done = dryRun ? "to be restored" : "restored";
  const lines = restored.map(({ id, name, restored: parts, lostCustomId }) => {
    const lost = lostCustomId === undefined ? "" : `; its custom id ${lostCustomId} is another file's now`;
    return printable(`${done}: ${id}  ${name.replaceAll("\n", "?")}  (${parts.join(" and ")}${lost})\n`);
  });
  const counts = [`${whole} whole`, `${restored.length} ${done}`, `${removed} removed`, `${failed.length} failed`];
  return `${lines.join("")}${checked} copies: ${counts.join(", ")}\n`;
}
