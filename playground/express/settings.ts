/** The playground's settings, read from the environment. Without variables it runs on development keys that anybody can read here. */

const deliveryPolicies = ["signed", "presets", "open"] as const;
const uploadPolicies = ["open", "signed"] as const;

/** What the playground needs to run. */
export interface PlaygroundSettings {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Where browsers reach the server; undefined: at `host` and `port`. */
  readonly publicUrl: string | undefined;
  /** The folder of records, files and renditions. */
  readonly data: string;
  /** The root secret: at least 32 bytes. */
  readonly secret: string;
  /** Uploadcare's three words for who you are: known to browsers, known to your server, and (hex) for delivery URLs. */
  readonly publicKey: string;
  readonly secretKey: string;
  readonly deliveryKey: string;
  readonly delivery: (typeof deliveryPolicies)[number];
  readonly uploads: (typeof uploadPolicies)[number];
  /** Servers of one's own network that files may be fetched from; public ones need no list. */
  readonly privateOrigins: readonly string[];
}

/** Public, like everything in a repository: good for trying, worthless as secrets. */
const developmentKeys = {
  INTAGLIO_SECRET: "development-secret-of-the-intaglio-playground",
  INTAGLIO_UPLOADCARE_PUBLIC_KEY: "demopublickey",
  INTAGLIO_UPLOADCARE_SECRET_KEY: "development-secret-key-of-the-playground",
  INTAGLIO_UPLOADCARE_DELIVERY_KEY: "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
} as const;

type Environment = Readonly<Record<string, string | undefined>>;
type KeyName = keyof typeof developmentKeys;

/** The environment's settings with defaults. Throws an error that names the variable when a value cannot be used. */
export function readSettings(env: Environment): PlaygroundSettings {
  return {
    port: readPort(env["PORT"] || "3000"),
    // Nothing in the playground asks who you are, so by default nobody but this machine can reach it.
    host: env["HOST"] || "127.0.0.1",
    publicUrl: env["INTAGLIO_PUBLIC_URL"]?.replace(/\/+$/, "") || undefined,
    data: env["INTAGLIO_DATA"] || ".intaglio",
    secret: readKey(env, "INTAGLIO_SECRET"),
    publicKey: readKey(env, "INTAGLIO_UPLOADCARE_PUBLIC_KEY"),
    secretKey: readKey(env, "INTAGLIO_UPLOADCARE_SECRET_KEY"),
    deliveryKey: readKey(env, "INTAGLIO_UPLOADCARE_DELIVERY_KEY"),
    delivery: readWord(env, "INTAGLIO_DELIVERY", deliveryPolicies, "signed"),
    // As in a new Uploadcare project: the public key alone may upload.
    uploads: readWord(env, "INTAGLIO_UPLOADS", uploadPolicies, "open"),
    privateOrigins: (env["INTAGLIO_PRIVATE_ORIGINS"] ?? "").split(",").filter(Boolean),
  };
}

/** The keys in use as lines for a terminal. A key that somebody set is theirs: its name is shown, its value never. */
export function describeKeys(env: Environment): string[] {
  const names = Object.keys(developmentKeys) as KeyName[];
  return names.map((name) => `${name.padEnd(33)} ${env[name] ? "from the environment" : developmentKeys[name]}`);
}

function readKey(env: Environment, name: KeyName): string {
  const given = env[name];
  if (given) return given;
  if (env["NODE_ENV"] === "production")
    throw new Error(`${name} must be set in production: the development key is public`);
  return developmentKeys[name];
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error("PORT must be a whole number from 0 to 65535");
  return port;
}

function readWord<const Word extends string>(
  env: Environment,
  name: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const given = env[name] || fallback;
  const word = words.find((candidate) => candidate === given);
  if (word === undefined) throw new Error(`${name} must be one of ${words.join(", ")}`);
  return word;
}
