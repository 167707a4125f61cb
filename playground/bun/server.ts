import { greet, media, port } from "../media.ts";

const server = Bun.serve({
  fetch: (request) => (media.owns(request.url) ? media.fetch(request) : new Response("Hello from Bun")),
  port,
  hostname: "127.0.0.1",
});
greet({ port: server.port });
