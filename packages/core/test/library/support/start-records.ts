// Opens the records, uploads, buries and restores files, races for leases, a ticket and numbers; writes what it got.
import { randomUUID } from "node:crypto";
import { sqlRecords } from "../../../src/library/records/index.ts";

const [database = "", rounds = "0"] = process.argv.slice(2);
const records = sqlRecords({ database });
await records.ready();
const owner = randomUUID();
const uploaded: number[] = [];
const leases: number[] = [];
const numbers: number[] = [];
let spent = 0;
let added = 0;
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
  if (round % 3 > 0) await records.bury(id, Date.now() + 60_000);
  if (round % 3 > 1) await records.restore(id);
  numbers.push(await records.documents.next("numbers"));
  const draft = { kind: "a", id: `${round}`, project: "", name: null, body: owner, expiresAt: null };
  if (await records.documents.add(draft)) added += 1;
  if (await records.leases.acquire(`lease ${round}`, owner, 60_000)) leases.push(round);
  if (await records.tickets.spend("ticket", 1, 5, Date.now() + 60_000)) spent += 1;
  await records.renditions.add(
    [{ key: `renditions/${id}/a`, fileId: id, bytes: 1, type: "", width: 1, height: 1 }],
    round,
  );
}
await records.close();
process.stdout.write(JSON.stringify({ uploaded, leases, numbers, added, spent }));
