import { greet, media, port } from "../media.ts";

const server = Bun.serve({
  fetch: (request) => (media.owns(request.url) ? media.fetch(request) : new Response("Hello from Bun")),
  maxRequestBodySize: Number.MAX_SAFE_INTEGER, // Bun's own limit is 128 MiB; the media server has limits of its own
  idleTimeout: 120, // Bun's own 10 s would end a large picture's first rendering
  port,
  hostname: "127.0.0.1",
});
greet({ port: server.port });
