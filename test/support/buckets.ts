// Places in buckets of the tests' own S3 server.
import { randomBytes } from "node:crypto";
import { AwsClient } from "aws4fetch";
import type { S3Options } from "intaglio/s3";
import { inject } from "vitest";
import { optional } from "./optional.ts";
import type { Rgw, RgwKeys } from "./rgw.ts";

/** Any name will do: the server has no regions. */
const region = "us-east-1";

let asked: Promise<Omit<Rgw, "stop">> | undefined;

/** Whether there can be buckets. Starts their server where none of the tests has yet: ask outside of tests, which are in a hurry. */
export async function startBuckets(): Promise<boolean> {
  if (!(await optional("s3"))) return false;
  await s3Server();
  return true;
}

/** The tests' S3 server. */
export function s3Server(): Promise<Omit<Rgw, "stop">> {
  asked ??= fetch(inject("rgwStarter")).then(async (response) => {
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Omit<Rgw, "stop">;
  });
  return asked;
}

/** A new, empty bucket, and the options of a store in it. It goes with the server. */
export async function newBucket(): Promise<S3Options & { readonly endpoint: string; readonly credentials: RgwKeys }> {
  const { endpoint, owner } = await s3Server();
  const bucket = `test-${randomBytes(8).toString("hex")}`;
  const options = { bucket, region, endpoint, credentials: owner };
  const made = await askBucket(options, "", { method: "PUT" });
  if (!made.ok) throw new Error(`no bucket: ${made.status} ${await made.text()}`);
  return options;
}

/** A new bucket for a server of its own process; its parts come straight from clients, whatever page they are on. */
export async function bucketEnvironment(): Promise<{ readonly STORE: "s3"; readonly BUCKET: string }> {
  const bucket = await newBucket();
  const rule = "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader>";
  const body = `<CORSConfiguration><CORSRule>${rule}</CORSRule></CORSConfiguration>`;
  const set = await askBucket(bucket, "?cors", { method: "PUT", body });
  if (!set.ok) throw new Error(`no CORS: ${set.status} ${await set.text()}`);
  return { STORE: "s3", BUCKET: JSON.stringify(bucket) };
}

/** Asks a bucket directly, with the owner's rights. `path` begins behind the bucket's name. */
export function askBucket(
  { endpoint, bucket, credentials }: { endpoint: string; bucket: string; credentials: RgwKeys },
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  return new AwsClient({ ...credentials, service: "s3", region, retries: 0 }).fetch(
    `${endpoint}/${bucket}${path}`,
    init,
  );
}
