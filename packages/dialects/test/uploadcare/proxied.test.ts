/** Addresses of pictures on other servers: what they mean, both ways, and what their tokens cover. */
import { createHmac } from "node:crypto";
import { checkPlan, type Delivery, type Target } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { codeOf, deliveryKey, dialect, errorOf, exp, id, now } from "./fixture.ts";

const split = (url: string): Target => {
  const mark = url.indexOf("?");
  return mark < 0 ? { path: url, query: "" } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
};
const urlOf = (address: string): string | undefined => {
  const { source } = dialect.parse(split(address)).plan;
  return source.kind === "url" ? source.url : undefined;
};

describe("the picture's address stays as it is written", () => {
  test.each([
    ["/https://example.com/a.jpg", "https://example.com/a.jpg"],
    ["/-/preview/https://example.com/a.jpg", "https://example.com/a.jpg"],
    ["/-/preview/http:/example.com/a.jpg", "http://example.com/a.jpg"],
    ["/-//preview///https://example.com/a.jpg", "https://example.com/a.jpg"],
    ["/-/https://example.com/a.jpg", undefined],
    ["/-/preview/https://example.com/a%20b%2Fc%252F.jpg", "https://example.com/a%20b%2Fc%252F.jpg"],
    ["/-/preview/https://example.com/a//b/-/crop/1x1/", "https://example.com/a//b/-/crop/1x1/"],
    ["/-/preview/https://example.com/a/http://other.example/b", "https://example.com/a/http://other.example/b"],
    ["/-/preview/https://example.com/?a=1&a=%26&b", "https://example.com/?a=1&a=%26&b"],
    ["/-/preview/https://example.com/a?token=abc", "https://example.com/a?token=abc"],
    ["/-/preview/https://example.com/a?token=exp=1~hmac=2&x=1", "https://example.com/a?token=exp=1~hmac=2&x=1"],
    ["/-/preview/https://example.com/a?u=https://b.example/c", "https://example.com/a?u=https://b.example/c"],
    ["/-/preview/https://example.com/a?x=1&token=exp=1~hmac=2", "https://example.com/a?x=1"],
    ["/-/preview/https://example.com/a?token=exp%3D1~hmac=2", "https://example.com/a"],
    ["/-/preview/https://example.com/~a/%7Eb", "https://example.com/~a/%7Eb"],
  ])("%s", (address, url) => {
    if (url === undefined) return expect(codeOf(() => urlOf(address))).toBe("TARGET_INVALID");
    return expect(urlOf(address)).toBe(url);
  });

  test("of a host whatever the standard makes of it, which is what the list is asked about", () => {
    expect(urlOf("/https://EXAMPLE.com:443/a")).toBe("https://example.com/a");
    expect(urlOf("/https://b%C3%BCcher.example/a")).toBe("https://xn--bcher-kva.example/a");
    expect(urlOf("/http://0x7f.1/a")).toBe("http://127.0.0.1/a");
    expect(urlOf("/http://[::ffff:7f00:1]:8080/a")).toBe("http://[::ffff:7f00:1]:8080/a");
    expect(urlOf("/https://example.com./a")).toBe("https://example.com./a");
  });
});

describe("what may not stand in it", () => {
  test.each([
    "/https://",
    "/https:///example.com/a",
    "/https:////example.com/a",
    "/https://user@example.com/a",
    "/https://@example.com/a",
    "/https://user:secret@example.com/a",
    "/https://example.com\\@other.example/a",
    "/https://example.com/a\\b",
    "/https://example.com/\ta",
    "/https://exa\tmple.com/a",
    "/https://example.com/../a",
    "/https://example.com/a/%2E%2e/b",
    "/https://example.com/a/./b",
    "/https://example.com/a/..%2Fb",
    "/https://example.com/a%5C..%5Cb",
    "/https://example.com:99999/a",
    "/https://exa%23mple.com/a",
    "/https://exa%2Fmple.com/a",
    "/https://example.com/ä",
    "/https://?a",
    `/https://example.com/${"a".repeat(2048)}`,
  ])("%s", (address) => {
    expect(errorOf(() => dialect.parse(split(address)))).toMatchObject({ code: "TARGET_INVALID" });
  });
  test("operations are read as before a file", () => {
    expect(codeOf(() => urlOf("/-/prevew/https://example.com/a"))).toBe("OPERATION_UNKNOWN");
    expect(codeOf(() => urlOf("/-/resize/x/https://example.com/a"))).toBe("PLAN_INVALID");
    expect(dialect.parse(split("/https://example.com/a")).answer).toBe("original");
    expect(dialect.parse(split("/-/json/https://example.com/a")).answer).toBe("info");
  });
});

test("an address is written as it is read", () => {
  for (const url of [
    "https://example.com/a.jpg",
    "http://example.com/?a=1&b=/https://x/",
    "https://example.com/%7E~",
  ]) {
    const { source, steps, encode } = checkPlan({ source: { kind: "url", url }, steps: [{ op: "orient" }] });
    const image: Delivery = { answer: "image", plan: { source, steps, encode } };
    const original: Delivery = { answer: "original", plan: checkPlan({ source }) };
    for (const delivery of [image, original]) expect(dialect.parse(split(dialect.format(delivery)))).toEqual(delivery);
    expect(codeOf(() => dialect.format({ ...original, fileName: "a.jpg" }))).toBe("PLAN_UNSAYABLE");
  }
  for (const url of ["https://example.com/a?token=exp=1", "https://example.com/a/..%2Fb"])
    expect(
      codeOf(() => dialect.format({ answer: "original", plan: checkPlan({ source: { kind: "url", url } }) })),
    ).toBe("PLAN_UNSAYABLE");
});

describe("a token", () => {
  const hmac = (text: string): string =>
    createHmac("sha256", Buffer.from(deliveryKey, "hex")).update(text).digest("hex");
  const sealed = (acl: string): string => `exp=${exp}~acl=${acl}~hmac=${hmac(`exp=${exp}~acl=${acl}`)}`;
  const verdict = (address: string): string => {
    let granted: unknown;
    const code = codeOf(() => (granted = dialect.verify(split(address), now)));
    return code ?? (granted ? "granted" : "none");
  };
  const path = "/-/resize/500x/https://example.com/a.jpg";

  test("covers the operations, the picture's address and its query, and nothing else", () => {
    for (const address of [
      path,
      `${path}?v=1&token=of-theirs`,
      "/https://example.com/~a?b=%7E",
      `${path}?`.slice(0, -1),
    ]) {
      const signed = dialect.sign(address, exp, "exact");
      expect([address, verdict(signed)]).toEqual([address, "granted"]);
      expect(urlOf(signed)).toBe(urlOf(address));
      for (const mutant of [
        signed.replace("example", "examp1e"),
        signed.replace("/https", "/-/flip/https"),
        signed.replace("https:/", "http:/"),
        signed.replace("https://", "https:/"),
        signed.replace(/(\?|&)token=exp/, "$1x=1&token=exp"),
        signed.replace("a.jpg", "a%2ejpg"),
        signed.replace("a.jpg", "a.jpg/"),
        signed.replace("v=1", "v=2"),
        signed.replace("v=1&", ""),
        signed.replace("v=1", "v=1&v=1"),
        signed.replace("/~a", "/%7ea"),
        signed.replace("b=%7E", "b=~"),
        signed.replace("b=%7E", "b=%7e"),
        signed.replace("?", "?&"),
        signed.replace("500x", "501x"),
        `${signed}&x=1`,
        signed.replace("token=exp", "toke%6e=exp"),
        `${signed}&${signed.slice(signed.lastIndexOf("token="))}`,
      ])
        if (mutant !== signed && !(address === path && mutant === signed.replace("?", "?&")))
          expect([mutant, verdict(mutant)]).toEqual([mutant, expect.stringMatching(/SIGNATURE_INVALID|none/)]);
    }
  });

  test("as official signers make it", () => {
    expect(dialect.sign(path, exp, "exact")).toBe(`${path}?token=${sealed(path)}`);
    const escaped = "%2fhttps%3a%2f%2fexample.com%2fa%3fb%3d1";
    const token = `exp=${exp}~hmac=${hmac(`exp=${exp}~url=${escaped}`)}`;
    expect(dialect.sign("/https://example.com/a?b=1", exp, "exact")).toBe(`/https://example.com/a?b=1&token=${token}`);
    expect(verdict(`/https://example.com/a?b=1&token=${encodeURIComponent(token)}`)).toBe("granted");
  });

  test("for many addresses covers what is below it, and grants no other picture", () => {
    const wide = sealed("/-/resize/500x/https://example.com/b/*");
    const below = "/-/resize/500x/https://example.com/b/";
    expect(verdict(`${below}c.jpg?v=1&token=${wide}`)).toBe("granted");
    for (const address of [path, below.replace("500x", "50x"), `${below}%7e`, below.replace("/b/", "/B/")])
      expect(verdict(`${address}?token=${wide}`)).toBe("SIGNATURE_INVALID");
    const grant = dialect.verify(split(`${below}c.jpg?token=${wide}`), now);
    expect(grant?.covers?.({ kind: "url", url: "https://example.com/b/c.jpg" })).toBe(false);
    expect(verdict(`${path}?token=${sealed(`/${id}/*`)}`)).toBe("SIGNATURE_INVALID");
  });

  test("is made for one address, without a token in it", () => {
    expect(codeOf(() => dialect.sign(path, exp, "file"))).toBe("PLAN_UNSAYABLE");
    expect(codeOf(() => dialect.sign(dialect.sign(path, exp, "exact"), exp, "exact"))).toBe("TARGET_INVALID");
    for (const wrong of [`${path}?`, `${path}#a`, `${path}? b`, `/${id}/?a=1`])
      expect(codeOf(() => dialect.sign(wrong, exp, "exact"))).toBe("TARGET_INVALID");
    expect(verdict(`${path}?token=exp=12`)).toBe("SIGNATURE_MALFORMED");
    expect(verdict(`${path}?token=of-theirs`)).toBe("none");
  });
});
