// Puts a blob whose body never ends, and says so once the first bytes are on disk.
import { setTimeout as sleep } from "node:timers/promises";
import { diskBlobs } from "../../../src/library/blobs-disk.ts";

const [folder = "", key = ""] = process.argv.slice(2);

async function* endless(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; ; sent += 1) {
    yield new Uint8Array(65_536);
    if (sent === 64) process.stdout.write("under way");
    if (sent > 64) await sleep(5);
  }
}

await diskBlobs({ folder }).put(key, endless());
