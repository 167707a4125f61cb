/** From arguments to a command. */
import { backupCommand } from "./commands/backup.ts";
import { explainCommand } from "./commands/explain.ts";
import { restoreCommand } from "./commands/restore.ts";
import { translateCommand } from "./commands/translate.ts";
import { UsageError, type Terminal } from "./terminal.ts";

/** One command of the program. */
interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** Gives the exit code. Throws {@link UsageError}. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  explain: explainCommand,
  translate: translateCommand,
  backup: backupCommand,
  restore: restoreCommand,
};

const help = `Usage: intaglio <command> [options]

Commands:
  explain <url>                    what an address means, step by step, and what it would be answered
  translate <url> --to <dialect>   the same picture's address in another service's words
  backup status|run|verify         how the copies of all files stand; makes and checks them
  restore                          puts back what was lost, from the copies

intaglio <command> --help tells more.
`;

/**
 * Runs a command and gives the exit code: 0; 1 for an address that is refused, or files that are not as they should be; 2
 * for a wrong call. Rejects only with
 * what is nobody's fault who typed.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = "", ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    terminal.stdout.write(help);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (!command)
      throw new UsageError(name === "" ? "a command is missing" : `there is no command ${name.slice(0, 40)}`);
    if (rest.includes("--help") || rest.includes("-h")) {
      terminal.stdout.write(command.help);
      return 0;
    }
    return await command.run(rest, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const more = command ? `intaglio ${name} --help tells more.\n` : `\n${help}`;
    terminal.stderr.write(`intaglio: ${error.message}\n${more}`);
    return 2;
  }
}
