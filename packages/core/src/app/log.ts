import type { Logger, LogFields } from "../engine.ts";

/** One JSON line per event on standard error; JSON escapes control characters, so nobody can forge a line. */
export function createLogger(clock: () => number): Logger {
  const write = (level: string) => (message: string, fields?: LogFields) => {
    process.stderr.write(`${JSON.stringify({ time: new Date(clock()).toISOString(), level, message, ...fields })}\n`);
  };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}
