import Fastify from "fastify";
import { toFastifyHook } from "intaglio/fastify";
import { greet, media, port } from "../media.ts";

const app = Fastify();
app.addHook("onRequest", toFastifyHook(media)); // it answers only the URLs it owns
app.get("/", () => "Hello from Fastify");

await app.listen({ port, host: "127.0.0.1" });
greet(app.server.address());
