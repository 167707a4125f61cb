/** The playgrounds as they run in production, and what a framework keeps from any handler. */
import { join } from "node:path";
import { buildPlayground, type HeavyPlayground } from "../../scripts/heavy-playground.ts";
import { startBuilt, startServer, type ServerProcess } from "../support/server-process.ts";

/** One framework's app. */
export interface Playground {
  /** Starts it on a free port; heavy ones are installed and built first. */
  start(env: Readonly<Record<string, string>>): Promise<ServerProcess>;
  /** What the framework answers itself, by the name of the request; docs/frameworks.md tells each. */
  readonly limits?: Readonly<Record<string, { readonly status: number; readonly why: string }>>;
}

/** A script that Node runs as it is. */
function script(name: string, limits: Playground["limits"] = {}): Playground {
  const file = new URL(`../../playground/${name}/server.ts`, import.meta.url).pathname;
  return { start: (env) => startServer(file, env), limits };
}

/** An app that a bundler builds: the server that Nitro leaves. */
function built(name: HeavyPlayground, environment = (env: Readonly<Record<string, string>>) => env): Playground {
  return {
    start: async (env) =>
      startBuilt(join(await buildPlayground(name), ".output", "server", "index.mjs"), environment(env)),
  };
}

/** Nuxt's own variables for what the other apps read in `media.ts`. */
function nuxtEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const { INTAGLIO_DATA, INTAGLIO_BASE_PATH, INTAGLIO_UPLOAD_BYTES, INTAGLIO_UPLOAD_TYPES, ...others } = env;
  const variables = {
    NUXT_INTAGLIO_SECRET: "development-secret-of-the-intaglio-playground",
    NUXT_INTAGLIO_DATA: INTAGLIO_DATA,
    NUXT_INTAGLIO_BASE_PATH: INTAGLIO_BASE_PATH,
    NUXT_INTAGLIO_LIMITS_UPLOAD_BYTES: INTAGLIO_UPLOAD_BYTES,
    NUXT_INTAGLIO_LIMITS_UPLOAD_TYPES: INTAGLIO_UPLOAD_TYPES && JSON.stringify(INTAGLIO_UPLOAD_TYPES.split(",")),
  };
  const given = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...others, ...Object.fromEntries(given) };
}

/** By the framework's name. */
export const playgrounds = {
  Node: script("node"),
  Koa: script("koa"),
  Fastify: script("fastify"),
  Hono: script("hono"),
  "h3 2": script("h3"),
  "any fetch server": script("srvx"),
  "Nitro 2": built("nitro-2"),
  "Nitro 3": built("nitro"),
  "Nuxt 4": built("nuxt", nuxtEnvironment),
} satisfies Record<string, Playground>;
