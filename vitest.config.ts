import { defineConfig } from "vitest/config";

// Tests run the sources: vitest hands this condition to its workers, `env` hands it to every `node` a test starts.
const source = "@intaglio/source";

export default defineConfig({
  ssr: { resolve: { conditions: [source, "node"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    env: { NODE_OPTIONS: `--conditions=${source}` },
    globalSetup: "./test/support/rgw-setup.ts", // costs nothing until a test asks for it
    maxWorkers: "100%", // the default leaves one of two cores idle
    // Real pictures, sockets and databases, on two busy cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/support/summary-reporter.ts"],
  },
});
