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
  const server = createServer();
  server.listen(settings.port, settings.host);
  await once(server, "listening");
  // Addresses of an upload's parts are whole ones, so the app must know where it is; a free port is known only now.
  const address = addressOf(settings.host, (server.address() as AddressInfo).port);
  try {
    const { app, media } = createApp({ ...settings, publicUrl: settings.publicUrl ?? address });
    server.on("request", app);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(server, media));
    await media.ready(); // say "ready" only when the stores are open
  } catch (error) {
    server.close();
    throw error;
  }
  greet(settings, address);
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function greet({ data, uploads, delivery }: PlaygroundSettings, address: string): void {
  const lines = [
    `Intaglio playground: ${address}/`,
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
