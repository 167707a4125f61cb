/** A host process for renderer.test.ts: renders, says who worked, and ends without closing, closes, or waits to be killed. */
import { createProcessRenderer } from "../../src/pipeline/processes.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { jobFor, scene } from "./pictures.ts";

const bytes = await scene(200, 100).png().toBuffer();
const renderer = createProcessRenderer({
  mode: "processes",
  workers: 1,
  queueLength: 5,
  deadlineMs: 10_000,
  memoryBytes: 2 ** 30,
  limits: defaultPixelLimits,
  log: { error: () => {}, warn: () => {} },
});
const body = (async function* () {
  yield bytes;
})();
await renderer.render(await jobFor(bytes, [], { format: "jpeg" }), { size: bytes.length, body });
process.stdout.write(`${JSON.stringify(renderer.pids())}\n`);
if (process.argv[2] === "close") {
  await renderer.close();
  process.stdout.write("closed\n");
}
if (process.argv[2] === "wait") setInterval(() => {}, 1000);
