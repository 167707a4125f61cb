import { greet, media, port } from "../media.ts";

Deno.serve({
  handler: (request) => (media.owns(request.url) ? media.fetch(request) : new Response("Hello from Deno")),
  port,
  hostname: "127.0.0.1",
  onListen: greet,
});
