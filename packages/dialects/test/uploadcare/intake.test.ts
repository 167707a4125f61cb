import { generateSecureSignature } from "@uploadcare/signed-uploads";
import { describe, expect, test } from "vitest";
import { signExpiry, toSignatureKey } from "../../src/uploadcare/intake/signature.ts";
import { codeOf, errorOf, exp, now, request, secretKey, intake, project, command } from "./fixture.ts";

type Fields = Readonly<Record<string, string | readonly string[]>>;
const key = { UPLOADCARE_PUB_KEY: "demopublickey" };
const ask = (fields: Fields, { signed = false, url = "/base/" } = {}) => intake(request(url, { fields }), now, signed);
const signature = signExpiry(toSignatureKey(secretKey), String(exp));
const credentials = { signature, expire: String(exp) };

describe("the public key", () => {
  test.each<[string, string, Fields]>([
    ["in the body", "/base/", key],
    ["in the query", "/base/?UPLOADCARE_PUB_KEY=demopublickey", {}],
    ["by its other name", "/base/", { pub_key: "demopublickey" }],
    ["in both places", "/base/?pub_key=demopublickey", key],
    ["without the last slash", "/base?jsonerrors=1", key],
  ])("%s", (_, url, fields) => expect(ask(fields, { url }).permit).toEqual({ limits: {} }));

  test.each<[string, string, Fields, string]>([
    ["missing", "/base/", {}, "KEY_MISSING"],
    ["empty", "/base/", { UPLOADCARE_PUB_KEY: "" }, "KEY_MISSING"],
    ["unknown", "/base/", { UPLOADCARE_PUB_KEY: "demopublickey2" }, "KEY_UNKNOWN"],
    ["with a NUL", "/base/", { UPLOADCARE_PUB_KEY: "demopublickey\0" }, "KEY_UNKNOWN"],
    ["twice, different", "/base/?pub_key=other", key, "CREDENTIALS_AMBIGUOUS"],
    ["twice, by two names", "/base/", { ...key, pub_key: "other" }, "CREDENTIALS_AMBIGUOUS"],
    [
      "missing in a broken request",
      "/base/",
      { UPLOADCARE_STORE: "what", "metadata[]": "\0", tags: "§" },
      "KEY_MISSING",
    ],
  ])("%s", (_, url, fields, code) => expect(codeOf(() => ask(fields, { url }))).toBe(code));

  test("comes before credentials", () =>
    expect(codeOf(() => ask({ signature: "x" }, { signed: true }))).toBe("KEY_MISSING"));
});

describe("signed uploads", () => {
  test("the reference's vector", () => {
    const vector = "1ec03ace1384aff2252acf8b26eca28bebfe0985d4a894f0dc679b84f124fb8d";
    expect(signExpiry(toSignatureKey("media-kit-secret"), "1893456000")).toBe(vector);
  });

  test("the official signing library's signatures are good", () => {
    for (let day = 1; day <= 20; day++) {
      const { secureSignature, secureExpire } = generateSecureSignature(secretKey, {
        expire: (now + day * 86_400) * 1000,
      });
      expect(secureSignature).toBe(signExpiry(toSignatureKey(secretKey), secureExpire));
      expect(ask({ ...key, signature: secureSignature, expire: secureExpire }, { signed: true }).permit).toEqual({
        limits: {},
      });
    }
  });

  test("are good in the query, and under any key", () => {
    expect(
      ask({}, { signed: true, url: `/base/?pub_key=demopublickey&signature=${signature}&expire=${exp}` }),
    ).toBeDefined();
    const rotated = { ...project, secretKeys: ["another-secret-key-0123456789abcdef", secretKey] };
    expect(intake(request("/base/", { fields: { ...key, ...credentials } }), now, true, rotated)).toBeDefined();
  });

  test.each<[string, Fields, string]>([
    ["nothing", {}, "UPLOAD_SIGNATURE_MISSING"],
    ["an empty signature", { ...credentials, signature: "" }, "UPLOAD_SIGNATURE_MISSING"],
    ["no expiry", { signature }, "UPLOAD_EXPIRY_MISSING"],
    ["a word", { signature, expire: "tomorrow" }, "UPLOAD_EXPIRY_MALFORMED"],
    ["milliseconds", { signature, expire: `${exp}000` }, "UPLOAD_EXPIRY_MALFORMED"],
    ["a blank", { signature, expire: ` ${exp}` }, "UPLOAD_EXPIRY_MALFORMED"],
    ["a fraction", { signature, expire: `${exp}.0` }, "UPLOAD_EXPIRY_MALFORMED"],
    ["the past", { signature, expire: String(now - 1) }, "SIGNATURE_EXPIRED"],
    ["now", { signature, expire: String(now) }, "SIGNATURE_EXPIRED"],
    ["another expiry", { signature, expire: String(exp + 1) }, "SIGNATURE_INVALID"],
    ["a leading zero", { signature, expire: `0${String(exp).slice(0, 9)}` }, "SIGNATURE_EXPIRED"],
    ["upper case", { ...credentials, signature: signature.toUpperCase() }, "SIGNATURE_INVALID"],
    ["a prefix", { ...credentials, signature: signature.slice(0, 63) }, "SIGNATURE_INVALID"],
    ["the old MD5 form", { ...credentials, signature: "4201274b9fcc88eff3f48072ea5233d9" }, "SIGNATURE_INVALID"],
    [
      "another key's",
      { ...credentials, signature: signExpiry(toSignatureKey("media-kit-secret"), String(exp)) },
      "SIGNATURE_INVALID",
    ],
    ["two signatures", { ...credentials, signature: [signature, signature] }, "CREDENTIALS_AMBIGUOUS"],
    ["two expiries", { ...credentials, expire: [String(exp), String(exp)] }, "CREDENTIALS_AMBIGUOUS"],
    ["a NUL in the expiry", { ...credentials, expire: `${exp}\0` }, "FIELD_INVALID"],
  ])("%s", (_, fields, code) => expect(codeOf(() => ask({ ...key, ...fields }, { signed: true }))).toBe(code));

  test("a second signature in the query", () =>
    expect(codeOf(() => ask({ ...key, ...credentials }, { signed: true, url: `/base/?signature=${signature}` }))).toBe(
      "CREDENTIALS_AMBIGUOUS",
    ));

  test("credentials are ignored where none are demanded", () =>
    expect(ask({ ...key, signature: "x", expire: "y" }).permit).toEqual({ limits: {} }));
});

describe("store", () => {
  test.each([
    ["1", true],
    ["true", true],
    ["True", true],
    ["0", false],
    ["false", false],
    ["auto", "auto"],
    ["", "auto"],
  ])("%s", (word, store) => expect(ask({ ...key, UPLOADCARE_STORE: word }).intent.store).toBe(store));
  test("absent", () => expect(ask(key).intent).toEqual({ store: "auto", metadata: {}, tags: [], access: null }));
  test.each<string | string[]>(["yes", "2", "toString", ["0", "1"]])("%s", (word) =>
    expect(codeOf(() => ask({ ...key, UPLOADCARE_STORE: word }))).toBe("FIELD_INVALID"),
  );
  test("what is not known is ignored", () =>
    expect(ask({ ...key, source: "local", foo: "bar", store: "nonsense" }).intent.store).toBe("auto"));
});

describe("metadata", () => {
  test("keeps pairs of query and body in order", () => {
    const { metadata } = ask(
      { ...key, "metadata[b]": "Zwei +", "metadata[a.b:c-d_e]": "x" },
      { url: "/base/?metadata%5Bq%5D=1+2" },
    ).intent;
    expect(Object.entries(metadata)).toEqual([
      ["q", "1 2"],
      ["b", "Zwei +"],
      ["a.b:c-d_e", "x"],
    ]);
    expect(Object.getPrototypeOf(metadata)).toBeNull();
  });
  test("takes fifty keys, of 64 characters, with values of 512", () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [`metadata[${String(at).padEnd(64, "k")}]`, "🐱".repeat(512)]),
    );
    expect(Object.keys(ask({ ...key, ...many }).intent.metadata)).toHaveLength(50);
  });

  test.each<[string, string | readonly string[], string]>([
    ["", "x", "FileMetadataKeyEmptyError: File's metadata key can not be empty."],
    [
      "a b",
      "x",
      "FileMetadataKeyForbiddenError: File's metadata key `a?b` contains symbols not allowed by the metadata key format.",
    ],
    [
      "__proto__",
      "x",
      "FileMetadataKeyForbiddenError: File's metadata key `__proto__` contains symbols not allowed by the metadata key format.",
    ],
    [
      "constructor",
      "x",
      "FileMetadataKeyForbiddenError: File's metadata key `constructor` contains symbols not allowed by the metadata key format.",
    ],
    [
      "a][b",
      "x",
      "FileMetadataKeyForbiddenError: File's metadata key `a??b` contains symbols not allowed by the metadata key format.",
    ],
    [
      "é\n",
      "x",
      "FileMetadataKeyForbiddenError: File's metadata key `??` contains symbols not allowed by the metadata key format.",
    ],
    [
      "k".repeat(65),
      "x",
      `FileMetadataKeyLengthTooBigError: Length of file metadata key \`${"k".repeat(65)}\` can not be more than 64 symbols.`,
    ],
    ["k", ["x", "x"], "FileMetadataKeyDuplicatedError: File's metadata key `k` has a duplicate."],
    ["k", "", "FileMetadataValueEmptyError: Value of the file metadata key `k` can not be empty."],
    [
      "k",
      "x".repeat(513),
      "FileMetadataValueLengthTooBigError: Value of file metadata's key `k` can not be more than 512 symbols in length.",
    ],
    [
      "k",
      "a\nb",
      "FileMetadataValueForbiddenError: Value of file metadata key `k` contains symbols not allowed by the metadata value format.",
    ],
    [
      "k",
      "\ud800",
      "FileMetadataValueForbiddenError: Value of file metadata key `k` contains symbols not allowed by the metadata value format.",
    ],
  ])("key %j", (name, value, hint) => {
    const error = errorOf(() => ask({ ...key, [`metadata[${name}]`]: value }));
    expect(error?.code).toBe("METADATA_INVALID");
    expect(error?.detail.hint).toBe(hint);
  });

  test("fifty-one keys", () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`metadata[k${at}]`, "x"]));
    expect(errorOf(() => ask({ ...key, ...many }))?.detail.hint).toBe(
      "FileMetadataKeysNumberTooBigError: A file can not have more than 50 metadata keys.",
    );
  });
  test.each<Fields>([{ "metadata[k]": "a\0" }, { "metadata[k\0]": "a" }, { "x\0": "a" }, { x: "a\0" }])(
    "a NUL in %j",
    (fields) =>
      expect(errorOf(() => ask({ ...key, ...fields }))?.detail.hint).toBe(
        "NullCharactersForbiddenError: Null characters are not allowed.",
      ),
  );
});

describe("tags", () => {
  test.each<[string | readonly string[], readonly string[]]>([
    ["a,b,c", ["a", "b", "c"]],
    [" A , b,,a,B ,", ["a", "b"]],
    [
      ["x,y", "y,z"],
      ["x", "y", "z"],
    ],
    ["", []],
    ["a.b-c_d", ["a.b-c_d"]],
    ["t".repeat(100), ["t".repeat(100)]],
  ])("%j", (tags, expected) => expect(ask({ ...key, tags }).intent.tags).toEqual(expected));

  test("fifty are enough", () => {
    const list = (count: number): string => Array.from({ length: count }, (_, at) => `t${at}`).join();
    expect(ask({ ...key, tags: `${list(50)},T1,t2` }).intent.tags).toHaveLength(50);
    expect(errorOf(() => ask({ ...key, tags: list(51) }))?.detail.hint).toBe(
      "UploadViewsError: Too many tags: 51 (max 50).",
    );
  });
  test.each(["a b", "ä", "a:b", "t".repeat(101)])("%s", (tags) =>
    expect(codeOf(() => ask({ ...key, tags }))).toBe("TAGS_INVALID"),
  );
});

describe("GET /info/", () => {
  const inspect = (query: string) => command(request(`/info/${query}`, { method: "GET" }));
  const id = "6f6e6c79-2074-4573-a420-64617461aa01";
  test("asks for a file", () =>
    expect(inspect(`?jsonerrors=1&pub_key=demopublickey&file_id=${id}&source=js-api`)).toEqual({
      kind: "file.inspect",
      id,
    }));
  test.each([
    [`?file_id=${id}`, "KEY_MISSING"],
    [`?pub_key=x&file_id=${id}`, "KEY_UNKNOWN"],
    ["?pub_key=demopublickey", "FILE_ID_MISSING"],
    ["?pub_key=demopublickey&file_id=", "FILE_ID_MISSING"],
    ["?pub_key=demopublickey&file_id=1", "FILE_ID_INVALID"],
    [`?pub_key=demopublickey&file_id=${id.toUpperCase()}`, "FILE_ID_INVALID"],
    [`?pub_key=demopublickey&file_id=${id}&file_id=6f6e6c79-2074-4573-a420-64617461aa02`, "FILE_ID_INVALID"],
    [`?pub_key=demopublickey&file_id=${id}%00`, "FIELD_INVALID"],
    ["?pub_key=demopublickey&file_id=%zz", "TARGET_INVALID"],
  ])("%s", (query, code) => expect(codeOf(() => inspect(query))).toBe(code));
});
