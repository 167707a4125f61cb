/** What `next.config` needs, in one call. */
import { join } from "node:path";
import { checkFolder, listSecrets, type SecretValues } from "./secrets.ts";

/** How the app is watched while it is built. */
export interface NextConfigOptions {
  /** More that no browser may get, beside `INTAGLIO_SECRET` of the environment: values by the names that people know them by. */
  readonly secrets?: SecretValues;
}

/** The parts of Next's own configuration that are looked at. */
export interface NextConfigParts {
  serverExternalPackages?: string[] | undefined;
  skipTrailingSlashRedirect?: boolean | undefined;
  compiler?: { runAfterProductionCompile?: AfterCompile | undefined } | undefined;
}

type AfterCompile = (build: { projectDir: string; distDir: string }) => Promise<void>;

/**
 * `export default withIntaglio(config)` in `next.config.ts`. It sets what Intaglio needs, `serverExternalPackages` and
 * `skipTrailingSlashRedirect`, and makes `next build` fail when a file for browsers holds one of the secrets.
 */
export function withIntaglio<Config extends NextConfigParts>(config: Config, options: NextConfigOptions = {}): Config {
  const runAfterProductionCompile: AfterCompile = async (build) => {
    await config.compiler?.runAfterProductionCompile?.(build);
    const secrets = listSecrets({ INTAGLIO_SECRET: process.env["INTAGLIO_SECRET"], ...options.secrets });
    checkFolder(join(build.distDir, "static"), secrets);
    checkFolder(join(build.projectDir, "public"), secrets);
  };
  return {
    skipTrailingSlashRedirect: true, // addresses of pictures end with a slash, and signatures cover it
    ...config,
    serverExternalPackages: [...(config.serverExternalPackages ?? []), "intaglio"], // its workers run its own files
    compiler: { ...config.compiler, runAfterProductionCompile },
  };
}
