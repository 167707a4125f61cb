/** The playgrounds as they run in production, and what a framework keeps from any handler. */
import { startNextApp } from "./next-app.ts";
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
  return { start: (env) => startNextApp(base, env), mounts: [base], ...more };
}

/** By the framework's name. */
export const playgrounds = {
  Node: script("node"),
  Koa: script("koa"),
  Fastify: script("fastify"),
  Hono: script("hono"),
  "h3 2": script("h3"),
  "any fetch server": script("srvx"),
  "Next, App Router": next("/media", { ownHeaders: ["content-length", "vary"] }),
  "Next, Pages API": next("/api/media", { ownHeaders: ["vary"] }),
} satisfies Record<string, Playground>;
