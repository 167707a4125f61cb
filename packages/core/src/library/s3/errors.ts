/** S3's refusals, and the network's, in our words. Addresses' queries and headers hold signatures, so no message has them. */
import { IntaglioError } from "@intaglio/contract";

/** What a code of S3 means for who set the bucket up. */
const advice: Readonly<Record<string, string>> = {
  NoSuchBucket: "there is no such bucket at this endpoint",
  AccessDenied: "the credentials may not do this; without s3:ListBucket S3 says so of objects that are not there, too",
  InvalidAccessKeyId: "the access key is not known there",
  SignatureDoesNotMatch: "the secret access key is another one, or something on the way changes requests",
  ExpiredToken: "the lent credentials have run out",
  InvalidToken: "the session token is not valid",
  RequestTimeTooSkewed: "this machine's clock is wrong",
  PermanentRedirect: "the bucket is in another region, or behind another endpoint",
  AuthorizationHeaderMalformed: "the region is another one",
};

/** Codes and statuses of services that have no more space. */
const full = new Set(["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507"]);

/** A refusal, before it is an error. */
export interface Refusal {
  readonly status: number;
  /** S3's code; the status where the answer did not tell. */
  readonly code: string;
  readonly message: string;
  /** What the server's clock said. */
  readonly date: string;
}

/** `STORAGE_FULL` or `STORAGE_FAILED`. `what` is what was done, such as `PUT files/1a/…`. */
export function toRefusalError({ status, code, message, date }: Refusal, bucket: string, what: string): IntaglioError {
  const clocks = code === "RequestTimeTooSkewed" ? `it is ${new Date().toUTCString()} here and ${date} there` : "";
  const told = [code, advice[code], clocks, message].filter(Boolean).join(": ");
  const isFull = full.has(code) || full.has(String(status));
  return new IntaglioError(
    isFull ? "STORAGE_FULL" : "STORAGE_FAILED",
    `bucket ${bucket} answered ${status} to ${what}: ${told}`,
  );
}

/** `STORAGE_FAILED` for an exchange that broke, with the system's word for it. */
export function toBrokenError(error: unknown, host: string, what: string): IntaglioError {
  if (error instanceof IntaglioError) return error;
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error; // one for each address that was tried
  const told = cause instanceof Error ? cause.message : String(cause);
  return new IntaglioError("STORAGE_FAILED", `${host} did not answer ${what}: ${told}`, { cause });
}
