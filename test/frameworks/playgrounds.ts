/** The playgrounds as they run in production, and what a framework keeps from any handler. */
import { expect } from "vitest";
import { installNextApp } from "../../scripts/next-app.ts";
import { send } from "./exchange.ts";
import { startNextApp } from "./next-app.ts";
import { signed, type Place } from "./place.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";

/** One framework's app. */
export interface Playground {
  /** Starts it on a free port. */
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

/** Where media servers are tried. */
export const mounts = ["", "/media", "/api/media"] as const;

/** Next, whose routes are where its files are. */
function next(base: string, more: Omit<Playground, "start" | "mounts">): Playground {
  return { start: async (env) => startNextApp(await installNextApp(), base, env), mounts: [base], ...more };
}

const tokenAnew =
  "Next writes queries anew: tokens of Uploadcare's own builder that name escaped characters no longer match; those of media.url hold";

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
    async "dot segments lead nowhere"(at) {
      const path = signed(at, `/${at.photo.id}/`);
      const { body } = await send(at.origin, { path: path.replace(at.base, `${at.base}/x/..`) });
      expect(body.equals(at.photo.bytes), "resolved first, and so the very same address").toBe(true);
    },
  },
};

/** By the framework's name. */
export const playgrounds = {
  Node: script("node"),
  Koa: script("koa"),
  Fastify: script("fastify"),
  Hono: script("hono"),
  "h3 2": script("h3"),
  "any fetch server": script("srvx"),
  "Next, App Router": next("/media", { ownHeaders: ["content-length", "vary"], ...beforeNext }),
  "Next, Pages API": next("/api/media", { ownHeaders: ["vary"], ...beforeNext }),
} satisfies Record<string, Playground>;
