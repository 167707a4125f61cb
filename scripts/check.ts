// `npm run check`: everything a change must pass, in this order; the first failure ends it.
// `--no-test` leaves the tests out, for CI, which has already run them.
import { run } from "./run.ts";

const steps: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ["lockfile", "node", "scripts/lockfile.ts", "--check"],
  ["lint", "oxlint"],
  ["format", "oxfmt", "--check"],
  ["types", "tsc"],
  ["test", "vitest", "run"],
  ["build", "tsdown"],
  ["packages", "node", "scripts/check-packages.ts"],
  ["unused", "knip"],
];

const skipTests = process.argv.includes("--no-test");
for (const [name, program, ...args] of steps) {
  if (name === "test" && skipTests) continue;
  console.log(`\n=== ${name}: ${[program, ...args].join(" ")}`);
  const start = performance.now();
  try {
    run(program, args);
  } catch (error) {
    console.error(`\ncheck failed at "${name}": ${String(error)}`);
    process.exit(1);
  }
  console.log(`=== ${name}: passed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
console.log("\ncheck passed");
