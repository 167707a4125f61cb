import Koa from "koa";
import { toKoaHandler } from "intaglio/koa";
import { greet, media, port } from "../media.ts";

const app = new Koa();
app.use(toKoaHandler(media)); // before any body parser; it answers only the URLs it owns
app.use((context) => {
  context.body = "Hello from Koa";
});

const server = app.listen(port, "127.0.0.1", () => greet(server.address()));
