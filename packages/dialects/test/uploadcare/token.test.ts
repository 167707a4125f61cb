import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, errorOf, now, pick, request, secretKey, seeded, whole, intake } from "./fixture.ts";

type Claims = Readonly<Record<string, unknown>>;
const tokenKey = createHash("sha256").update(secretKey).digest();
const encode = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
/** A JSON Web Token's making, where it is not the usual one. */
interface Making {
  readonly header?: unknown;
  readonly key?: Buffer | string;
  readonly digest?: string;
}
const usual = { alg: "HS256", typ: "JWT" };
/** A JSON Web Token as any library would make it. */
function jwt(claims: unknown, { header = usual, key = tokenKey, digest = "sha256" }: Making = {}): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(digest, key).update(signed).digest("base64url")}`;
}
const plain = { iat: now - 10, exp: now + 3600 };
const restricted = (restrictions: unknown): Claims => ({ ...plain, uc: { restrictions } });
const ask = (token: string, { url = "/base/", fields = {}, scheme = "Bearer" } = {}) =>
  intake(
    request(url, { fields: { pub_key: "demopublickey", ...fields }, headers: { Authorization: `${scheme} ${token}` } }),
    now,
    true,
  );

describe("good tokens", () => {
  test.each<[string, Claims]>([
    ["plain", plain],
    ["a scope", restricted({ scope: ["/base/"] })],
    ["one of several scopes", restricted({ scope: ["/multipart/*", "/base/"] })],
    ["every scope", restricted({ scope: ["/*"] })],
    ["a wildcard", restricted({ scope: ["/base/*"] })],
    ["empty restrictions", restricted({})],
    ["other standard claims", { ...plain, iss: "app", sub: "пользователь", aud: "x", nbf: now, jti: "a" }],
    ["a day", { iat: now, exp: now + 86_400 }],
    ["a clock a minute ahead", { iat: now + 60, exp: now + 100 }],
  ])("%s", (_, claims) => expect(ask(jwt(claims)).permit).toEqual({ limits: {} }));

  test("the scheme's letters have no case", () => expect(ask(jwt(plain), { scheme: "bearer" })).toBeDefined());
  test("a path without its last slash is in scope", () =>
    expect(ask(jwt(restricted({ scope: ["/base/"] })), { url: "/base" })).toBeDefined());

  test("counts are kept by the token's name, or by the token, hashed", () => {
    const limits = { operations: 3 };
    const unnamed = jwt(restricted({ limits }));
    const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
    expect(ask(unnamed).permit.count).toEqual({
      id: sha(`token:${unnamed}`),
      limit: 3,
      expiresAt: (now + 3600) * 1000,
    });
    expect(ask(jwt({ ...restricted({ limits }), jti: "x" })).permit.count?.id).toBe(sha("jti:x"));
  });

  test("our own claim tightens the limits", () =>
    expect(ask(jwt({ ...plain, intaglio: { maxBytes: 5, types: ["image/*", "application/pdf"] } })).permit).toEqual({
      limits: { maxBytes: 5, types: ["image/*", "application/pdf"] },
    }));
});

describe("bad tokens", () => {
  const [head = "", payload = "", seal = ""] = jwt(plain).split(".");
  test.each<[string, string, string]>([
    ["no JWT", "x", "unreadable or not a JWT."],
    ["two parts", `${head}.${payload}`, "unreadable or not a JWT."],
    ["no seal", `${head}.${payload}.`, "unreadable or not a JWT."],
    ["four parts", `${head}.${payload}.${seal}.x`, "unreadable or not a JWT."],
    ["no JSON", jwt("{"), "unreadable or not a JWT."],
    ["a list", jwt([plain]), "unreadable or not a JWT."],
    ["null", jwt("null"), "unreadable or not a JWT."],
    ["a long one", jwt({ ...plain, x: "x".repeat(9000) }), "unreadable or not a JWT."],
    ["none", jwt(plain, { header: { alg: "none" } }), "it must be signed with HS256."],
    ["none, unsigned", `${encode({ alg: "none" })}.${payload}.x`, "it must be signed with HS256."],
    ["HS512", jwt(plain, { header: { alg: "HS512" }, digest: "sha512" }), "it must be signed with HS256."],
    ["RS256", jwt(plain, { header: { alg: "RS256" } }), "it must be signed with HS256."],
    ["hs256", jwt(plain, { header: { alg: "hs256" } }), "it must be signed with HS256."],
    [
      "critical extensions",
      jwt(plain, { header: { alg: "HS256", crit: ["b64"], b64: false } }),
      "it must be signed with HS256.",
    ],
    ["the key's text", jwt(plain, { key: secretKey }), "the signature does not match."],
    ["the digest's hex", jwt(plain, { key: tokenKey.toString("hex") }), "the signature does not match."],
    ["a cut seal", `${head}.${payload}.${seal.slice(0, -1)}`, "the signature does not match."],
    ["a padded seal", `${head}.${payload}.${seal}=`, "the signature does not match."],
    ["another spelling of the seal", `${head}.${payload}.${respell(seal)}`, "the signature does not match."],
    ["other claims", `${head}.${encode({ ...plain, exp: now + 9999 })}.${seal}`, "the signature does not match."],
    ["no iat", jwt({ exp: plain.exp }), "`iat` is required."],
    ["a text as iat", jwt({ ...plain, iat: String(plain.iat) }), "`iat` is required."],
    ["an iat ahead", jwt({ iat: now + 61, exp: now + 100 }), "`iat` is in the future."],
    ["no exp", jwt({ iat: plain.iat }), "`exp` is required."],
    ["a fraction as exp", jwt({ ...plain, exp: plain.exp + 0.5 }), "`exp` is required."],
    ["milliseconds as exp", jwt({ ...plain, exp: plain.exp * 1000 }), "`exp` is required."],
    ["more than a day", jwt({ iat: now, exp: now + 86_401 }), "`exp` must be at most 24 hours after `iat`."],
    ["an exp before its iat", jwt({ iat: now + 50, exp: now + 10 }), "`exp` must be at most 24 hours after `iat`."],
    ["not yet", jwt({ ...plain, nbf: now + 61 }), "`nbf` is in the future."],
    ["a number as jti", jwt({ ...plain, jti: 5 }), "`jti` must be a text."],
    ["uc as a text", jwt({ ...plain, uc: "x" }), "`uc` must be an object."],
    ["unknown under uc", jwt({ ...plain, uc: { allow: [] } }), "`uc` holds more than restrictions."],
    ["an unknown restriction", jwt(restricted({ ip: "1.2.3.4" })), "`uc.restrictions` holds more than scope, limits."],
    [
      "an unknown limit",
      jwt(restricted({ limits: { bytes: 5 } })),
      "`uc.restrictions.limits` holds more than operations.",
    ],
    ["restrictions as a list", jwt(restricted([])), "`uc.restrictions` must be an object."],
    ...[
      "/base/",
      [],
      ["*"],
      ["base/"],
      ["/base*"],
      ["/*/base/"],
      ["/base/", 5],
      Array.from({ length: 17 }, () => "/base/"),
      null,
    ].map((scope): [string, string, string] => [
      `the scope ${JSON.stringify(scope)}`,
      jwt(restricted({ scope })),
      "`uc.restrictions.scope` must list paths such as /base/ or /multipart/*.",
    ]),
    ...[0, -1, 1.5, "1", 100_001, null].map((operations): [string, string, string] => [
      `${String(operations)} operations`,
      jwt(restricted({ limits: { operations } })),
      "`uc.restrictions.limits.operations` must be an integer between 1 and 100000.",
    ]),
    ["no bytes", jwt({ ...plain, intaglio: { maxBytes: 0 } }), "`intaglio.maxBytes` must be a whole number."],
    ["no types", jwt({ ...plain, intaglio: { types: [] } }), "`intaglio.types` must list media types."],
    ["odd types", jwt({ ...plain, intaglio: { types: ["image"] } }), "`intaglio.types` must list media types."],
    [
      "an unknown limit of ours",
      jwt({ ...plain, intaglio: { width: 5 } }),
      "`intaglio` holds more than maxBytes, types.",
    ],
  ])("%s", (_, token, reason) => {
    const error = errorOf(() => ask(token));
    expect(error?.code).toBe("TOKEN_INVALID");
    expect(error?.detail.hint).toBe(reason);
  });

  /** The last letter's two spare bits changed: other text, same bytes. */
  function respell(text: string): string {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return text.slice(0, -1) + (letters[letters.indexOf(text.at(-1) ?? "") ^ 1] ?? "");
  }

  test("is expired from the very second", () => {
    expect(codeOf(() => ask(jwt({ iat: now - 10, exp: now })))).toBe("TOKEN_EXPIRED");
    expect(codeOf(() => ask(jwt({ iat: now - 10, exp: now + 1 })))).toBeUndefined();
  });
  test.each([["/multipart/*"], ["/base"], ["/base/x/"], ["/base/x/*"], ["/Base/"], ["/info/"]])(
    "scope %s",
    (...scope) => expect(codeOf(() => ask(jwt(restricted({ scope }))))).toBe("TOKEN_OUT_OF_SCOPE"),
  );

  test("a signature wins over the header", () => {
    expect(codeOf(() => ask(jwt(plain), { fields: { signature: "x", expire: String(now + 9) } }))).toBe(
      "SIGNATURE_INVALID",
    );
    expect(codeOf(() => ask("rubbish", { fields: { expire: "x" } }))).toBe("TOKEN_INVALID");
  });
  test.each(["Basic", "Digest", "BearerX", ""])("the scheme %s is none of ours", (scheme) =>
    expect(codeOf(() => ask(jwt(plain), { scheme }))).toBe("UPLOAD_SIGNATURE_MISSING"),
  );

  test("6,000 changed tokens are all refused", () => {
    const random = seeded(8);
    const token = jwt({ ...restricted({ scope: ["/base/"], limits: { operations: 1 } }), jti: "once" });
    for (let run = 0; run < 6000; run++) {
      const at = whole(random, 0, token.length - 1);
      const changed = pick(random, [
        token.slice(0, at) + pick(random, [..."AZaz09-_.="]) + token.slice(at + 1),
        token.slice(0, at) + pick(random, [..."AZaz09-_.="]) + token.slice(at),
        token.slice(0, at) + token.slice(at + 1),
      ]);
      if (changed !== token && codeOf(() => ask(changed)) === undefined) expect.fail(changed);
    }
  });
});

describe("tickets", () => {
  test("are good for one file at the upload address", () => {
    const ticket = dialect.ticket({ maxBytes: 1000, types: ["image/png"] }, now + 0.5, now + 600.9);
    expect(ticket).toMatchObject({
      url: "/base/",
      fields: { UPLOADCARE_PUB_KEY: "demopublickey" },
      expiresAt: now + 600,
    });
    const { permit } = intake(request(ticket.url, { fields: ticket.fields, headers: ticket.headers }), now + 599, true);
    expect(permit).toEqual({
      limits: { maxBytes: 1000, types: ["image/png"] },
      count: { id: expect.stringMatching(/^[0-9a-f]{64}$/) as string, limit: 1, expiresAt: (now + 600) * 1000 },
    });
    expect(
      codeOf(() => intake(request(ticket.url, { fields: ticket.fields, headers: ticket.headers }), now + 600, true)),
    ).toBe("TOKEN_EXPIRED");
  });

  test("are all different", () => {
    const ids = Array.from({ length: 50 }, () => dialect.ticket({}, now, now + 60).headers["Authorization"]);
    expect(new Set(ids).size).toBe(50);
  });
  test.each([now, now - 1, now + 86_401, Number.NaN, Infinity])("cannot end at %s", (end) =>
    expect(codeOf(() => dialect.ticket({}, now, end))).toBe("OPTIONS_INVALID"),
  );
});
