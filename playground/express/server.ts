/** `node --conditions=@intaglio/source playground/express/server.ts`: the playground on a socket. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import type { Intaglio } from "intaglio";
import { createApp } from "./app.ts";
import { describeKeys, readSettings, type PlaygroundSettings } from "./settings.ts";

try {
  await start(readSettings(process.env));
} catch (error) {
  console.error(`The playground cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function start(settings: PlaygroundSettings): Promise<void> {
  const { app, media } = createApp(settings);
  const server = createServer(app);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(server, media));
  try {
    await media.ready(); // say "ready" only when the stores are open
    server.listen(settings.port, settings.host);
    await once(server, "listening");
  } catch (error) {
    await stop(server, media);
    throw error;
  }
  greet(settings, (server.address() as AddressInfo).port);
}

function greet({ host, data, uploads, delivery }: PlaygroundSettings, port: number): void {
  const lines = [
    `Intaglio playground: http://${host.includes(":") ? `[${host}]` : host}:${port}/`,
    "",
    `  files     ${resolve(data)}`,
    `  uploads   ${uploads}`,
    `  delivery  ${delivery}`,
    "",
    ...describeKeys(process.env).map((line) => `  ${line}`),
  ];
  console.log(lines.join("\n"));
}

/** Answers what is under way, then closes the stores. A second signal ends the process at once. */
async function stop(server: Server, media: Intaglio): Promise<void> {
  setTimeout(() => process.exit(1), 10_000).unref(); // a client that never finishes must not keep us
  if (server.listening) await new Promise((done) => server.close(done)); // closes idle connections too
  await media.close().catch(() => {}); // it fails when the stores never opened, and that was told
}
