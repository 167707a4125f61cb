import { createHmac } from "node:crypto";
import { cloudflare } from "@intaglio/dialects/cloudflare";
import { describe, expect, test } from "vitest";
import { mutants } from "../mutants.ts";
import { pick, seeded } from "../uploadcare/fixture.ts";
import { codeOf, dialect, exp, hash, host, hosted, id, now, signingKey } from "./fixture.ts";

const split = (url: string) => ({ path: url.split("?")[0] ?? "", query: url.slice(url.indexOf("?") + 1) });
const mac = (text: string, key = signingKey) => createHmac("sha256", key).update(text).digest("hex");
const mobile = `/${hash}/bc27a117-9509-446b-8c69-c81bfeac0a01/mobile`;

describe("the reference's vectors", () => {
  const vectors = [
    [1_631_289_275, "72411885ee02134d38662f3e70ac8ff694f408e9d14b05125f6b022c3f403efa"],
    [4_102_444_800, "b61dad07e71ae72ac7d80ecb337be6a74b62900ccb3feae1c98ee89a15b20325"],
    [Infinity, "f650d16a54309cc5560ccf74ba805cd33c92ba5edaa7f09abeebfaf7e3f5895e"],
  ] as const;
  test.each(vectors)("until %d", (until, sig) => {
    const signed = `${mobile}?${until === Infinity ? "" : `exp=${until}&`}sig=${sig}`;
    expect(hosted.sign(mobile, until, "exact")).toBe(signed);
    expect(hosted.verify(split(signed), now)).toEqual({ expiresAt: until });
  });
  test("an encoded path is signed as it stands", () => {
    const other = cloudflare({
      accountHash: "acc",
      signingKeys: ["secretkey-0001-is-too-short".slice(0, 14).padEnd(16, "x")],
    }).create(host);
    expect(mac("/acc/a/b%20c/public?exp=4102444800", "secretkey-0001")).toBe(
      "f149c6c03900a73c121220dfcb00bbfc72dc92418d0f1a7d1ac9982da41d2d1a",
    );
    const { query } = split(other.sign("/acc/a/b%20c/public", 4_102_444_800, "exact"));
    expect(query).toBe(`exp=4102444800&sig=${mac("/acc/a/b%20c/public?exp=4102444800", "secretkey-0001xx")}`);
    expect(other.verify({ path: "/acc/a/b%20c/public", query }, now)).toEqual({ expiresAt: 4_102_444_800 });
    expect(codeOf(() => other.verify({ path: "/acc/a/b c/public", query }, now))).toBe("SIGNATURE_INVALID");
  });
});

describe("signing", () => {
  test("the prefix is no part of it", () => {
    const { query } = split(hosted.sign(mobile, exp, "exact"));
    expect(split(hosted.sign(`/cdn-cgi/imagedelivery${mobile}`, exp, "exact")).query).toBe(query);
    expect(hosted.verify({ path: `/cdn-cgi/imagedelivery${mobile}`, query }, now)).toEqual({ expiresAt: exp });
  });
  const path = `/cdn-cgi/image/w=300/${id}`;
  test("transformations are signed alike", () => {
    const signed = dialect.sign(path, exp, "exact");
    expect(signed).toBe(`${path}?exp=${exp}&sig=${mac(`${path}?exp=${exp}`)}`);
    expect(dialect.verify(split(signed), now)).toEqual({ expiresAt: exp });
  });
  test("a verbatim source's query is covered", () => {
    const base = "/cdn-cgi/image/w=1/https://x.test/a.jpg";
    const query = `v=1&exp=${exp}`;
    const signed = { path: base, query: `${query}&sig=${mac(`${base}?${query}`)}` };
    expect(dialect.verify(signed, now)).toEqual({ expiresAt: exp });
    expect(dialect.parse(signed).plan.source).toEqual({ kind: "url", url: "https://x.test/a.jpg?v=1" });
    expect(codeOf(() => dialect.verify({ ...signed, query: signed.query.replace("v=1", "v=2") }, now))).toBe(
      "SIGNATURE_INVALID",
    );
  });
  test("any of several keys is good, the first one signs", () => {
    const both = cloudflare({ signingKeys: ["another-key-0123456789", signingKey] }).create(host);
    expect(both.verify(split(dialect.sign(path, exp, "exact")), now)).toEqual({ expiresAt: exp });
    expect(codeOf(() => dialect.verify(split(both.sign(path, exp, "exact")), now))).toBe("SIGNATURE_INVALID");
  });
  test("a key of the server's secret signs where none is given", () => {
    const derived = cloudflare().create(host);
    expect(derived.verify(split(derived.sign(path, exp, "exact")), now)).toEqual({ expiresAt: exp });
  });
  test("a signature for a file with any options is refused", () =>
    expect(codeOf(() => dialect.sign(path, exp, "file"))).toBe("PLAN_UNSAYABLE"));
  test.each([
    ["/other/x/y", exp, "TARGET_INVALID"],
    [mobile, exp, "TARGET_INVALID"],
    [`${path}?a=1`, exp, "TARGET_INVALID"],
    [`${path}#a`, exp, "TARGET_INVALID"],
    [`/cdn-cgi/image/w=1/${"a".repeat(4096)}`, exp, "TARGET_TOO_LONG"],
    [path, 1e12, "OPTIONS_INVALID"],
    [path, -1, "OPTIONS_INVALID"],
    [path, NaN, "OPTIONS_INVALID"],
  ])("%s until %d is not signed", (given, until, code) =>
    expect(codeOf(() => dialect.sign(given, until, "exact"))).toBe(code),
  );
});

describe("verifying", () => {
  const sig = mac(`${mobile}?exp=${exp}`);
  const ask = (query: string, path = mobile) => hosted.verify({ path, query }, now);
  test.each(["", `exp=${exp}`, "a=1&b", "exp=x&exp=y"])("%s grants nothing", (query) =>
    expect(ask(query)).toBeUndefined(),
  );
  test("the signature may stand anywhere", () => expect(ask(`sig=${sig}&exp=${exp}`)).toEqual({ expiresAt: exp }));
  test.each([
    ["the HMAC of the path alone beside an expiry", `exp=${exp}&sig=${mac(mobile)}`, "SIGNATURE_INVALID"],
    ["an expiry that was signed and is left out", `sig=${sig}`, "SIGNATURE_INVALID"],
    [
      "id, variant and expiry without separators",
      `exp=${exp}&sig=${mac(`${mobile.replaceAll("/", "")}${exp}`)}`,
      "SIGNATURE_INVALID",
    ],
    ["a changed expiry", `exp=${exp + 1}&sig=${sig}`, "SIGNATURE_INVALID"],
    ["a parameter more", `exp=${exp}&a=1&sig=${sig}`, "SIGNATURE_INVALID"],
    ["another order of what is covered", `a=1&exp=${exp}&sig=${mac(`${mobile}?exp=${exp}&a=1`)}`, "SIGNATURE_INVALID"],
    ["another key", `exp=${exp}&sig=${mac(`${mobile}?exp=${exp}`, "other")}`, "SIGNATURE_INVALID"],
    [
      "the key as base64",
      `exp=${exp}&sig=${createHmac("sha256", Buffer.from(signingKey, "base64")).update(`${mobile}?exp=${exp}`).digest("hex")}`,
      "SIGNATURE_INVALID",
    ],
    ["two signatures", `exp=${exp}&sig=${sig}&sig=${sig}`, "CREDENTIALS_AMBIGUOUS"],
    ["two signatures, one escaped", `exp=${exp}&sig=${sig}&%73ig=${sig}`, "CREDENTIALS_AMBIGUOUS"],
    ["two expiries", `exp=${exp}&exp=${exp}&sig=${sig}`, "CREDENTIALS_AMBIGUOUS"],
    ["two expiries, one escaped", `exp=${exp}&ex%70=9&sig=${sig}`, "CREDENTIALS_AMBIGUOUS"],
    ["an empty signature", `exp=${exp}&sig=`, "SIGNATURE_MALFORMED"],
    ["no value", `exp=${exp}&sig`, "SIGNATURE_MALFORMED"],
    ["upper case", `exp=${exp}&sig=${sig.toUpperCase()}`, "SIGNATURE_MALFORMED"],
    ["a cut signature", `exp=${exp}&sig=${sig.slice(1)}`, "SIGNATURE_MALFORMED"],
    ["milliseconds", `exp=${exp}000&sig=${mac(`${mobile}?exp=${exp}000`)}`, "SIGNATURE_MALFORMED"],
    ["an empty expiry", `exp=&sig=${mac(`${mobile}?exp=`)}`, "SIGNATURE_MALFORMED"],
    ["an escaped expiry", `exp=%31893456000&sig=${mac(`${mobile}?exp=%31893456000`)}`, "SIGNATURE_MALFORMED"],
    ["one that is over", `exp=${now}&sig=${mac(`${mobile}?exp=${now}`)}`, "SIGNATURE_EXPIRED"],
  ])("%s is refused", (_, query, code) => expect(codeOf(() => ask(query))).toBe(code));

  test("24,000 changed addresses grant nothing else", () => {
    const random = seeded(6);
    const bases = [
      mobile,
      `/${hash}/a/b%20c/w=400`,
      `/cdn-cgi/image/w=300,f=auto/${id}`,
      "/cdn-cgi/image/w=3/https://x.test/a.jpg",
      `/cdn-cgi/imagedelivery${mobile}`,
    ];
    const canonical = (path: string) => path.replace(/^\/cdn-cgi\/imagedelivery\//, "/");
    let granted = 0;
    for (let run = 0; run < 24_000; run++) {
      const base = pick(random, bases);
      const inserted = [id, "exp=9", "sig=", "w=9,", "%3F", "/cdn-cgi/imagedelivery", "&exp=", "https:/"];
      const target = split(mutants(random, hosted.sign(base, exp, "exact"), inserted));
      codeOf(() => {
        const grant = hosted.verify(target, now);
        if (!grant) return;
        granted++;
        expect(grant).toEqual({ expiresAt: exp });
        expect(canonical(target.path)).toBe(canonical(base));
        expect(JSON.stringify(hosted.parse(target).plan)).toBe(
          JSON.stringify(hosted.parse({ path: base, query: "" }).plan),
        );
      });
    }
    expect(granted).toBeGreaterThan(20);
  });
});
