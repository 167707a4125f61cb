import type { EventName, FileRecord } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { happeningsOf, type Circumstances } from "../../src/notify/happenings.ts";

const file: FileRecord = {
  id: "6f6e6c79-2074-4573-a420-64617461aa01",
  project: "",
  customId: null,
  origin: null,
  name: "a.jpg",
  statedType: "image/jpeg",
  type: "image/jpeg",
  bytes: 1,
  sha256: "0".repeat(64),
  image: null,
  metadata: { a: "1", b: "2" },
  tags: ["one", "two"],
  access: null,
  uploadedAt: 1,
  storedAt: null,
  expiresAt: 9,
  removedAt: null,
};
const stored = { ...file, storedAt: 2, expiresAt: null };
const removed = { ...stored, removedAt: 3 };

const events = (name: EventName, now: FileRecord, circumstances: Circumstances = {}): string[] =>
  happeningsOf(name, now, circumstances, 7).map(({ event }) => event.replace("file.", ""));

describe("hooks hear", () => {
  test.each<[string, string[], string[]]>([
    ["of an upload", events("file.uploaded", file), ["uploaded"]],
    ["of an upload that is kept at once", events("file.uploaded", stored), ["uploaded", "stored"]],
    ["of one that is stored later", events("file.updated", stored, { before: file }), ["stored"]],
    ["of one that is restored", events("file.updated", stored, { before: removed }), ["stored"]],
    ["of metadata", events("file.updated", { ...file, metadata: { a: "1" } }, { before: file }), ["info_updated"]],
    ["of tags", events("file.updated", { ...file, tags: ["two", "one"] }, { before: file }), ["info_updated"]],
    ["of both at once", events("file.updated", { ...stored, tags: [] }, { before: file }), ["stored", "info_updated"]],
    ["nothing of a name", events("file.updated", { ...file, name: "b.jpg" }, { before: file }), []],
    ["nothing of the order", events("file.updated", { ...file, metadata: { b: "2", a: "1" } }, { before: file }), []],
    ["nothing where nobody knows how it was", events("file.updated", stored), []],
    ["of a removal", events("file.removed", removed), ["deleted"]],
    ["of a removal for good", events("file.removed", stored, { before: stored }), ["deleted"]],
    ["not again when what was removed goes for good", events("file.removed", removed, { before: removed }), []],
    ["nothing of copies from elsewhere", events("file.uploaded", { ...file, origin: "https://a.example/" }), []],
  ])("%s", (_, told, wanted) => expect(told).toEqual(wanted));
});

test("what is gone has a time of removal", () => {
  expect(happeningsOf("file.removed", stored, { before: stored, by: "server" }, 7)).toEqual([
    { event: "file.deleted", file: { ...stored, removedAt: 7 }, by: "server" },
  ]);
});
