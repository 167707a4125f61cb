/** The playgrounds as they run in production, and what a framework keeps from any handler. */
import { join } from "node:path";
import { expect } from "vitest";
import { buildPlayground, type HeavyPlayground } from "../../scripts/heavy-playground.ts";
import { installNextApp } from "../../scripts/next-app.ts";
import { startBuilt, startServer, type ServerProcess } from "../support/server-process.ts";
import { send } from "./exchange.ts";
import { startNextApp } from "./next-app.ts";
import { startOn, type OtherRuntime } from "./other-runtime.ts";
import { signed, type Place } from "./place.ts";

/** One framework's app. */
export interface Playground {
  /** Starts it on a free port; heavy ones are installed and built first. */
  start(env: Readonly<Record<string, string>>): Promise<ServerProcess>;
  /** Where its media server can be, of {@link mounts}. Default: everywhere but at `/api/media`. */
  readonly mounts?: readonly string[];
  /** Headers of answers that the framework adds to or takes away; docs/frameworks tells each. */
  readonly ownHeaders?: readonly string[];
  /** What the framework answers itself, by the name of the request; docs/frameworks tells each. */
  readonly limits?: Readonly<Record<string, { readonly status: number; readonly why: string }>>;
  /** What it does in the place of a behaviour, by the behaviour's name; told there too. */
  readonly instead?: Readonly<Record<string, (place: Place) => Promise<void>>>;
}

/** A script that Node runs as it is. */
function script(name: string, limits: Playground["limits"] = {}): Playground {
  const file = new URL(`../../playground/${name}/server.ts`, import.meta.url).pathname;
  return { start: (env) => startServer(file, env), limits };
}

/** Express's own playground has more to it; this is a least app. */
function express(version: string): Playground {
  const file = new URL("express-server.ts", import.meta.url).pathname;
  return { start: (env) => startServer(file, { EXPRESS: version, ...env }) };
}

/** Where media servers are tried. */
export const mounts = ["", "/media", "/api/media"] as const;

/** Next, whose routes are where its files are. */
function next(base: string, more: Omit<Playground, "start" | "mounts">): Playground {
  return { start: async (env) => startNextApp(await installNextApp(), base, env), mounts: [base], ...more };
}

const tokenAnew =
  "Next writes queries anew: tokens of Uploadcare's own builder that name escaped characters no longer match; those of media.url hold";

/** In the place of refusing dot segments. */
async function resolvesDots(at: Place): Promise<void> {
  const path = signed(at, `/${at.photo.id}/`);
  const { body } = await send(at.origin, { path: path.replace(at.base, `${at.base}/x/..`) });
  expect(body.equals(at.photo.bytes), "resolved first, and so the very same address").toBe(true);
}

/** What Next answers before any handler hears of it. */
const beforeNext: Pick<Playground, "limits" | "instead"> = {
  limits: {
    "lower-case percent codes": { status: 403, why: tokenAnew },
    "a plus and a space": { status: 403, why: tokenAnew },
  },
  instead: {
    async "a target in absolute form"(at) {
      const path = `http://elsewhere.example${signed(at, `/${at.photo.id}/`)}`;
      expect((await send(at.origin, { path })).status).toBe(308); // it takes the two slashes for one too many
    },
    "dot segments lead nowhere": resolvesDots,
  },
};

/** An app that a bundler builds: the server that Nitro leaves. */
function built(name: HeavyPlayground, environment = (env: Readonly<Record<string, string>>) => env): Playground {
  return {
    start: async (env) =>
      startBuilt(join(await buildPlayground(name), ".output", "server", "index.mjs"), environment(env)),
  };
}

/** An app that another runtime than Node runs. */
function ranBy(name: OtherRuntime, more: Omit<Playground, "start"> = {}): Playground {
  return { start: (env) => startOn(name, env), ...more };
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
  "Express 5": express("5"),
  "Express 4": express("4"),
  Koa: script("koa"),
  Fastify: script("fastify"),
  Hono: script("hono"),
  "h3 2": script("h3"),
  "any fetch server": script("srvx"),
  Bun: ranBy("bun", { ownHeaders: ["content-length"], instead: { "dot segments lead nowhere": resolvesDots } }),
  Deno: ranBy("deno"),
  "Next, App Router": next("/media", { ownHeaders: ["content-length", "vary"], ...beforeNext }),
  "Next, Pages API": next("/api/media", { ownHeaders: ["vary"], ...beforeNext }),
  "Nitro 2": built("nitro-2"),
  "Nitro 3": built("nitro"),
  "Nuxt 4": built("nuxt", nuxtEnvironment),
} satisfies Record<string, Playground>;
