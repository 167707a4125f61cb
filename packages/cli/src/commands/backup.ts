/** `intaglio backup status|run|verify`. */
import type { Backups, BackupStatus } from "@intaglio/core";
import { readWords } from "../arguments.ts";
import { UsageError, type Terminal } from "../terminal.ts";
import { withBackups } from "../with-backups.ts";

const help = `Usage: intaglio backup status|run|verify --config <module> [options]

  status   how many files have a copy, what fails, and how far the last run came
  run      copies what has no good copy yet, from where the last run was broken off
  verify   reads every original and every copy, and names each that is not what its record says

Options:
  --config <module>      a module that exports "media", your server
  --json                 the answer as JSON
  --help                 this text

It ends with 1 where a file waits for its copy, could not be copied, or is not as it should be.
`;

/** A part of the command: gives its answer, that answer in words, and whether all is well. */
type Part = (backups: Backups) => Promise<{ answer: unknown; text: string; isWell: boolean }>;

const parts: Readonly<Record<string, Part>> = {
  async status(backups) {
    const answer = await backups.status();
    const isWell = answer.stores.every(({ files, copied, failing }) => copied >= files && failing === 0);
    return { answer, text: describeStatus(answer), isWell };
  },
  async run(backups) {
    const answer = await backups.run();
    const { checked, copied, failed } = answer;
    const more = failed > 0 ? "intaglio backup status names them.\n" : "";
    return { answer, text: `${checked} files, ${copied} copied, ${failed} failed\n${more}`, isWell: failed === 0 };
  },
  async verify(backups) {
    const answer = await backups.verify();
    const { checked, findings } = answer;
    const lines = findings.map(({ id, store, problem }) => `${id}  ${problem}  (${store})\n`);
    return {
      answer,
      text: `${lines.join("")}${checked} files read, ${findings.length} findings\n`,
      isWell: lines.length === 0,
    };
  },
};

/** The command `backup`. */
export const backupCommand = {
  help,
  async run(args: readonly string[], terminal: Terminal): Promise<number> {
    const { values, positionals } = readWords(args, { config: { type: "string" }, json: { type: "boolean" } });
    const [name = "", ...more] = positionals;
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!part || more.length > 0) throw new UsageError("one of status, run and verify is expected");
    return withBackups(values.config, terminal, async (backups) => {
      const { answer, text, isWell } = await part(backups);
      terminal.stdout.write(values.json ? `${JSON.stringify(answer, null, 2)}\n` : text);
      return isWell ? 0 : 1;
    });
  },
};

function describeStatus({ stores, failing, run }: BackupStatus): string {
  const lines = stores.map(({ store, isThere, files, copied, failing: bad, leaving }) => {
    const counts = [`${files} files`, `${copied} copied`, `${Math.max(0, files - copied)} waiting`, `${bad} failing`];
    return `${store}  ${[...counts, `${leaving} leaving`].join(", ")}${isThere ? "" : " (no option brings this store)"}`;
  });
  if (stores.length === 0) lines.push("No project has backups.");
  lines.push(...failing.map(({ fileId, store, problem }) => `  ${fileId}  ${problem}  (${store})`));
  if (run) {
    const { startedAt, endedAt, checked, copied, failed } = run;
    const end = endedAt === null ? "not ended" : `ended ${new Date(endedAt).toISOString()}`;
    lines.push(
      `Last run: begun ${new Date(startedAt).toISOString()}, ${end}; ${checked} files, ${copied} copied, ${failed} failed`,
    );
  }
  return `${lines.join("\n")}\n`;
}
