import { createHmac } from "node:crypto";
import { ipx } from "@intaglio/dialects/ipx";
import { describe, expect, test } from "vitest";
import { mutants } from "../mutants.ts";
import { pick, seeded } from "../uploadcare/fixture.ts";
import { codeOf, dialect, exp, host, id, now, signingKey } from "./fixture.ts";

const path = `/_ipx/w_300/${id}`;
const split = (url: string) => ({ path: url.split("?")[0] ?? "", query: url.split("?")[1] ?? "" });
const mac = (text: string, key = signingKey) => createHmac("sha256", key).update(text).digest("hex");
const sigOf = (given: string, until: string) => mac(`intaglio ipx delivery\n${given}\n${until}\n`);

describe("signing", () => {
  test("an address carries its expiry and the HMAC of purpose, path and expiry", () =>
    expect(dialect.sign(path, exp, "exact")).toBe(`${path}?exp=${exp}&sig=${sigOf(path, String(exp))}`));
  test("one for ever has no expiry", () => {
    const signed = dialect.sign(path, Infinity, "exact");
    expect(signed).toBe(`${path}?sig=${sigOf(path, "")}`);
    expect(dialect.verify(split(signed), now)).toEqual({ expiresAt: Infinity });
  });
  test("what was signed is granted until then", () => {
    const target = split(dialect.sign(path, exp + 0.9, "exact"));
    expect(dialect.verify(target, exp - 1)).toEqual({ expiresAt: exp });
    expect(codeOf(() => dialect.verify(target, exp))).toBe("SIGNATURE_EXPIRED");
  });
  test("any of several keys is good, the first one signs", () => {
    const other = "another-signing-key-0123456789abcdef";
    const both = ipx({ signingKeys: [other, signingKey] }).create(host);
    expect(both.verify(split(dialect.sign(path, exp, "exact")), now)).toEqual({ expiresAt: exp });
    expect(codeOf(() => dialect.verify(split(both.sign(path, exp, "exact")), now))).toBe("SIGNATURE_INVALID");
  });
  test("a key of the server's secret signs where none is given", () => {
    const derived = ipx().create(host);
    expect(derived.verify(split(derived.sign(path, exp, "exact")), now)).toEqual({ expiresAt: exp });
    expect(codeOf(() => dialect.verify(split(derived.sign(path, exp, "exact")), now))).toBe("SIGNATURE_INVALID");
  });
  test("the prefix is covered", () => {
    const other = ipx({ prefix: "/img", signingKeys: [signingKey] }).create(host);
    const { query } = split(dialect.sign(path, exp, "exact"));
    expect(codeOf(() => other.verify({ path: `/img/w_300/${id}`, query }, now))).toBe("SIGNATURE_INVALID");
  });
  test("a signature for a file with any modifiers is refused", () =>
    expect(codeOf(() => dialect.sign(path, exp, "file"))).toBe("PLAN_UNSAYABLE"));
  test.each([
    ["/other/x/y", exp, "TARGET_INVALID"],
    [`${path}?a=1`, exp, "TARGET_INVALID"],
    [`${path}#a`, exp, "TARGET_INVALID"],
    [`${path}\n`, exp, "TARGET_INVALID"],
    [`/_ipx/_/${"a".repeat(4096)}`, exp, "TARGET_TOO_LONG"],
    [path, 1e12, "OPTIONS_INVALID"],
    [path, -1, "OPTIONS_INVALID"],
    [path, NaN, "OPTIONS_INVALID"],
  ])("%s until %d is not signed", (given, until, code) =>
    expect(codeOf(() => dialect.sign(given, until, "exact"))).toBe(code),
  );
});

describe("verifying", () => {
  const sig = sigOf(path, String(exp));
  test.each([
    ["nothing", "", undefined],
    ["an expiry alone", `exp=${exp}`, undefined],
    ["other parameters", "a=1&b", undefined],
  ])("%s grants nothing", (_, query, grant) => expect(dialect.verify({ path, query }, now)).toBe(grant));
  test.each([
    ["another order", `sig=${sig}&exp=${exp}`],
    ["parameters without a meaning", `v=1&exp=${exp}&sig=${sig}&w`],
  ])("%s is the same", (_, query) => expect(dialect.verify({ path, query }, now)).toEqual({ expiresAt: exp }));
  test.each([
    ["two signatures", `exp=${exp}&sig=${sig}&sig=${sig}`, "CREDENTIALS_AMBIGUOUS"],
    ["two signatures, one escaped", `exp=${exp}&sig=${sig}&%73ig=${sig}`, "CREDENTIALS_AMBIGUOUS"],
    ["two expiries", `exp=${exp}&exp=${exp}&sig=${sig}`, "CREDENTIALS_AMBIGUOUS"],
    ["an empty signature", `exp=${exp}&sig=`, "SIGNATURE_MALFORMED"],
    ["upper case", `exp=${exp}&sig=${sig.toUpperCase()}`, "SIGNATURE_MALFORMED"],
    ["a cut signature", `exp=${exp}&sig=${sig.slice(1)}`, "SIGNATURE_MALFORMED"],
    ["milliseconds", `exp=${exp}000&sig=${sig}`, "SIGNATURE_MALFORMED"],
    ["an empty expiry", `exp=&sig=${sigOf(path, "")}`, "SIGNATURE_MALFORMED"],
    ["another expiry", `exp=${exp + 1}&sig=${sig}`, "SIGNATURE_INVALID"],
    ["no expiry", `sig=${sig}`, "SIGNATURE_INVALID"],
    ["the HMAC of the path alone", `exp=${exp}&sig=${mac(path)}`, "SIGNATURE_INVALID"],
    [
      "another key",
      `exp=${exp}&sig=${mac(`intaglio ipx delivery\n${path}\n${exp}\n`, "x".repeat(32))}`,
      "SIGNATURE_INVALID",
    ],
    ["an old one", `exp=${now}&sig=${sigOf(path, String(now))}`, "SIGNATURE_EXPIRED"],
    ["a broken escape", `exp=%zz&sig=${sig}`, "TARGET_INVALID"],
  ])("%s is refused", (_, query, code) => expect(codeOf(() => dialect.verify({ path, query }, now))).toBe(code));

  test("20,000 changed addresses grant nothing else", () => {
    const random = seeded(6);
    const bases = [path, "/_ipx/_/a/b.jpg", "/_ipx/s_300x200&f_auto/https%3A%2F%2Fx.test%2Fa.jpg"];
    let granted = 0;
    for (let run = 0; run < 20_000; run++) {
      const base = pick(random, bases);
      const target = split(mutants(random, dialect.sign(base, exp, "exact"), [id, "&", "exp=9", "sig=", "_", ",w_9"]));
      codeOf(() => {
        const grant = dialect.verify(target, now);
        if (!grant) return;
        granted++;
        expect(grant).toEqual({ expiresAt: exp });
        expect(target.path).toBe(base);
      });
    }
    expect(granted).toBeGreaterThan(20);
  });
});
