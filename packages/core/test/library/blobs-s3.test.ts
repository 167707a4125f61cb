import { blobStoreChecks } from "@intaglio/contract/checks";
import { beforeAll, describe, test } from "vitest";
import { newBucket, s3Server } from "../../../../test/support/buckets.ts";
import { optional } from "../../../../test/support/optional.ts";
import { s3 } from "../../src/library/blobs-s3.ts";

const hasS3 = await optional("s3");

describe.skipIf(!hasS3)("the contract, in a bucket", () => {
  beforeAll(() => s3Server());
  for (const { name, run } of blobStoreChecks(async () => s3(await newBucket()))) test(name, run);
});
