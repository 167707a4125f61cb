import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { toHonoHandler } from "intaglio/hono";
import { greet, media, port } from "../media.ts";

const app = new Hono();
app.use(toHonoHandler(media)); // before whatever reads bodies; it answers only the URLs it owns
app.get("/", (context) => context.text("Hello from Hono"));

serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, greet);
