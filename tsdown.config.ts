import { defineConfig } from "tsdown";

// One file out for each file in: stack traces, and what a reader finds in node_modules, match the sources.
export default defineConfig({
  workspace: "packages/*",
  entry: "src/**/*.ts",
  root: "src",
  format: "esm",
  fixedExtension: false,
  unbundle: true,
  deps: { neverBundle: true },
  inputOptions: { external: /^#/ }, // what the app has that a Nuxt module is built into
  dts: true,
  sourcemap: true,
  checks: { bundlerTimings: false },
  failOnWarn: true,
  suppressWarnings: "TypeScript 7.0 does not yet have a stable API", // it writes our declarations well enough
  logLevel: "warn",
});
