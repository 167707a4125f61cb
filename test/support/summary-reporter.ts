// The end of a test run: every optional part that was missing, with why, then one line of numbers that scripts can read.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import { skipsFileVariable } from "./optional.ts";

/** Prints `Skipped: …` for each missing part and, as the very last line, `N passed, N failed` (`, N skipped` if any). */
class SummaryReporter implements Reporter {
  readonly #folder = mkdtempSync(join(tmpdir(), "intaglio-test-"));
  readonly #skipsFile = join(this.#folder, "skips.txt");
  #lines: string[] = [];

  onInit(): void {
    process.env[skipsFileVariable] = this.#skipsFile; // the workers inherit it
    process.once("exit", () => {
      // Not sooner: vitest's own reporter prints its numbers in the same hooks as this one.
      process.stdout.write(this.#lines.map((line) => `${line}\n`).join(""));
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  onTestRunStart(): void {
    writeFileSync(this.#skipsFile, "");
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const missing = new Set(readFileSync(this.#skipsFile, "utf8").split("\n").filter(Boolean));
    this.#lines = [...missing].toSorted().map((part) => `Skipped: ${part}`);
    this.#lines.push(totals(modules, unhandledErrors.length));
  }
}

function totals(modules: readonly TestModule[], unhandled: number): string {
  const count = { passed: 0, failed: unhandled, skipped: 0, pending: 0 };
  for (const module of modules) {
    const tests = [...module.children.allTests()];
    for (const test of tests) count[test.result().state]++;
    // A file that broke outside its tests (an import, a hook) fails even when no test of it did.
    if (module.state() === "failed" && !tests.some((test) => test.result().state === "failed")) count.failed++;
  }
  const skipped = count.skipped + count.pending;
  return `${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

export default SummaryReporter;
