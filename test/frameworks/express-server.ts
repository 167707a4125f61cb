/** A small app of Express 5, or of Express 4 where EXPRESS says so, around the media server of the other playgrounds. */
import express from "express";
import express4 from "express-v4";
import { toExpressHandler } from "intaglio/express";
import { greet, media, port } from "../../playground/media.ts";

const app = process.env["EXPRESS"] === "4" ? express4() : express();
app.use(toExpressHandler(media)); // before any body parser
app.use((_request, response) => response.send("Hello from Express"));

const server = app.listen(port, "127.0.0.1", () => greet(server.address()));
