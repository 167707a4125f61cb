import { blobStoreChecks } from "@intaglio/contract/checks";
import { describe, test } from "vitest";
import { diskBlobs } from "../../src/library/blobs-disk.ts";
import { newFolder } from "../../../../test/support/places.ts";

describe("the contract, on disk", () => {
  for (const { name, run } of blobStoreChecks(async () => diskBlobs({ folder: await newFolder() }))) test(name, run);
});
