import { H3, serve } from "h3";
import { toH3Handler } from "intaglio/h3";
import { greet, media, port } from "../media.ts";

const app = new H3();
app.use(toH3Handler(media)); // it answers only the URLs it owns
app.get("/", () => "Hello from h3");

const server = await serve(app, { port, hostname: "127.0.0.1", silent: true }).ready();
greet({ port: Number(new URL(server.url ?? "").port) });
