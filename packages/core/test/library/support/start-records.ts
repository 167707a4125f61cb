// Opens the records, reserves and completes a file, races for a lease and a ticket; writes what it got.
import { randomUUID } from "node:crypto";
import { sqlRecords } from "../../../src/library/records/index.ts";

const [database = "", rounds = "0"] = process.argv.slice(2);
const records = sqlRecords({ database });
await records.ready();
const owner = randomUUID();
const uploaded: number[] = [];
const leases: number[] = [];
let spent = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const id = randomUUID();
  await records.reserve({ id, name: "a", statedType: "" });
  const facts = {
    project: "",
    customId: null,
    origin: null,
    type: "a/b",
    bytes: 1,
    sha256: "",
    image: null,
    metadata: {},
    tags: ["t"],
    access: null,
    storedAt: 1,
    expiresAt: null,
  };
  uploaded.push((await records.complete(id, facts)).uploadedAt);
  if (await records.leases.acquire(`lease ${round}`, owner, 60_000)) leases.push(round);
  if (await records.tickets.spend("ticket", 1, 5, Date.now() + 60_000)) spent += 1;
  await records.renditions.add(
    [{ key: `renditions/${id}/a`, fileId: id, bytes: 1, type: "", width: 1, height: 1 }],
    round,
  );
}
await records.close();
process.stdout.write(JSON.stringify({ uploaded, leases, spent }));
