/** How a bucket is set up, and the check of it. */
import { IntaglioError } from "@intaglio/contract";

/** Keys to a bucket. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that are lent for a while. */
  readonly sessionToken?: string;
}

/** Where the bucket is, and how it is used. */
export interface S3Options {
  /** The bucket's name. It must be there: none is made. */
  readonly bucket: string;
  /** Such as `eu-central-1`. Services without regions take any name; many want `us-east-1` or `auto`. */
  readonly region: string;
  /**
   * The service's origin, such as `https://s3.example.com`: buckets are then the first segment of its paths. Default:
   * Amazon's for the region.
   */
  readonly endpoint?: string;
  /** A function is asked before every request, so it should remember what it gives; those of AWS's packages do. */
  readonly credentials: S3Credentials | (() => Promise<S3Credentials>);
  /** What all keys begin with, such as `media/`: letters, digits and `/ . _ -`, up to 200. Default: nothing. */
  readonly prefix?: string;
  /**
   * Bytes a part of what is put, from 5 MiB to 5 GiB; each put holds up to two parts in memory, and no blob has more
   * than 10,000. Default: 8 MiB.
   */
  readonly partBytes?: number;
  /**
   * The service's origin as clients reach it, who put the parts of large uploads straight into the bucket. False: all
   * bytes go through this server. Default: `endpoint`.
   */
  readonly uploadEndpoint?: string | false;
}

/** Options, complete and checked. */
export interface S3Settings extends Required<Omit<S3Options, "endpoint" | "uploadEndpoint" | "credentials">> {
  /** The bucket's address, without a slash at the end. */
  readonly base: string;
  /** The same, as clients reach it. */
  readonly uploadBase: string;
  /** Whether clients put parts there. */
  readonly takesParts: boolean;
  readonly credentials: () => Promise<S3Credentials>;
}

const mebibyte = 1 << 20;
const defaultPartBytes = 8 * mebibyte;
/** S3's own: all parts but the last are at least this large. */
export const leastPartBytes = 5 * mebibyte;
/** S3's own. */
const mostPartBytes = 5_120 * mebibyte;

const known = ["bucket", "region", "endpoint", "credentials", "prefix", "partBytes", "uploadEndpoint"];

/** Throws `OPTIONS_INVALID` naming everything that is wrong; no credential is ever shown. */
export function readS3Options(options: S3Options): S3Settings {
  const { bucket, region, endpoint, credentials, prefix = "", partBytes = defaultPartBytes, uploadEndpoint } = options;
  const problems = problemsOf({ ...options, prefix, partBytes });
  if (problems.length > 0) throw new IntaglioError("OPTIONS_INVALID", `s3: ${problems.join("; ")}`);
  return {
    bucket,
    region,
    prefix,
    partBytes,
    base: baseOf(bucket, region, endpoint),
    uploadBase: baseOf(bucket, region, uploadEndpoint || endpoint),
    takesParts: uploadEndpoint !== false,
    credentials: typeof credentials === "function" ? credentials : () => Promise.resolve(credentials),
  };
}

/** What is wrong, one text each. */
function problemsOf(options: S3Options & Required<Pick<S3Options, "prefix" | "partBytes">>): string[] {
  const { bucket, region, endpoint, credentials, prefix, partBytes, uploadEndpoint } = options;
  const problems: string[] = [];
  const expect = (ok: boolean, name: string, value: unknown, expected: string): void => {
    if (!ok) problems.push(`${name} is ${describe(value)}, not ${expected}`);
  };
  for (const name of Object.keys(options)) expect(known.includes(name), name, "given", "an option's name");
  expect(isText(bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/i), "bucket", bucket, "a bucket's name");
  expect(isText(region, /^[a-z0-9-]{1,40}$/i), "region", region, "a region's name, such as us-east-1");
  expect(
    endpoint === undefined || isOrigin(endpoint),
    "endpoint",
    endpoint,
    "an origin, such as https://s3.example.com",
  );
  expect(
    uploadEndpoint === undefined || uploadEndpoint === false || isOrigin(uploadEndpoint),
    "uploadEndpoint",
    uploadEndpoint,
    "an origin, such as https://s3.example.com, or false",
  );
  expect(
    typeof credentials === "function" || isCredentials(credentials),
    "credentials",
    typeof credentials,
    "{ accessKeyId, secretAccessKey, sessionToken? } or a function that gives them",
  );
  expect(
    isText(prefix, /^([\w.-][\w./-]{0,199})?$/) && !/\/\/|(^|\/)\.{1,2}(\/|$)/.test(prefix),
    "prefix",
    prefix,
    "up to 200 letters, digits and / . _ -, such as media/",
  );
  expect(
    Number.isSafeInteger(partBytes) && partBytes >= leastPartBytes && partBytes <= mostPartBytes,
    "partBytes",
    partBytes,
    `a whole number from ${leastPartBytes} to ${mostPartBytes}`,
  );
  return problems;
}

/** A name with dots is no label of Amazon's certificate: such buckets are in the path there, too. */
function baseOf(bucket: string, region: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) return `${new URL(endpoint).origin}/${bucket}`;
  const host = `s3.${region}.amazonaws.com`;
  return bucket.includes(".") ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

/** Whether credentials, however they came, have what they must. */
export function isCredentials(value: unknown): value is S3Credentials {
  const texts = (...names: string[]): boolean =>
    names.every((name) => /^[\x21-\x7e]+$/.test(String(Reflect.get(Object(value), name) ?? "")));
  return texts("accessKeyId", "secretAccessKey");
}

function isOrigin(text: unknown): boolean {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}

function describe(value: unknown): string {
  return value === undefined ? "missing" : (JSON.stringify(value) ?? typeof value).slice(0, 60);
}
