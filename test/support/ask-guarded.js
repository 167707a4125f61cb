// `ask-guarded.js FILE`: sends guarded requests to a server of its own, by the built module FILE, under any runtime. Prints
// what came of each, with how many connections the server saw, as one line of JSON.
import { createServer } from "node:net";

const { requestGuarded } = await import(process.argv[2]);
let connections = 0;
const server = createServer((socket) => {
  connections += 1;
  socket.on("error", () => {});
  socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address();

async function ask(origin, reaches) {
  connections = 0;
  const times = { connectMs: 2000, idleMs: 2000, signal: AbortSignal.timeout(5000) };
  const outcome = await requestGuarded(
    { url: new URL(`${origin}:${port}/`), reaches },
    { method: "GET", headers: {}, ...times },
  ).then(
    (answer) => answer.statusCode,
    (error) => error.message,
  );
  return [outcome, connections];
}

const never = () => false;
const always = () => true;
let looked = 0;
const onlyOnce = () => (looked += 1) === 1;
const outcomes = {
  "an address that is allowed": await ask("http://127.0.0.1", always),
  "a name that is allowed": await ask("http://localhost", always),
  "an address that is not": await ask("http://127.0.0.1", never),
  "a name that leads to one": await ask("http://localhost", never),
  "the same by TLS": await ask("https://localhost", never),
  "a connection that is looked at again": (await ask("http://127.0.0.1", onlyOnce))[0],
};
process.stdout.write(`${JSON.stringify(outcomes)}\n`, () => process.exit());
