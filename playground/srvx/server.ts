import { serve } from "srvx";
import { greet, media, port } from "../media.ts";

const server = await serve({
  fetch: (request) => (media.owns(request.url) ? media.fetch(request) : new Response("Hello from fetch")),
  port,
  hostname: "127.0.0.1",
  silent: true,
}).ready();
greet({ port: Number(new URL(server.url ?? "").port) });
