import { createServer } from "node:http";
import { toNodeHandler } from "intaglio/node";
import { greet, media, port } from "../media.ts";

const handleMedia = toNodeHandler(media);
const server = createServer((request, response) => {
  if (media.owns(request.url ?? "/")) handleMedia(request, response);
  else response.end("Hello from Node");
});

server.listen(port, "127.0.0.1", () => greet(server.address()));
