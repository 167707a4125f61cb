import { createHmac } from "node:crypto";
import type { Target } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { createSigner, escapePath } from "../../src/uploadcare/sign.ts";
import { codeOf, deliveryKey, dialect, exp, id, now, otherId, pick, seeded, whole } from "./fixture.ts";

const otherKey = "ff".repeat(32);
const signerOf = (deliveryKeys: readonly string[]) => createSigner({ key: "", secretKeys: [], deliveryKeys });
const signer = signerOf([deliveryKey]);
const hmac = (text: string, key = deliveryKey, digest = "sha256"): string =>
  createHmac(digest, Buffer.from(key, "hex")).update(text).digest("hex");
/** A token over a text, as an official builder would make it. */
const sealed = (text: string, key = deliveryKey): string => `${text}~hmac=${hmac(text, key)}`;
const aclToken = (acl: string, until: number | string = exp): string => sealed(`exp=${until}~acl=${acl}`);
const urlToken = (escaped: string): string => `exp=${exp}~hmac=${hmac(`exp=${exp}~url=${escaped}`)}`;
const ask = (path: string, token: string): Target => ({ path, query: `token=${token}` });
const split = (signed: string): Target => {
  const mark = signed.indexOf("?");
  return { path: signed.slice(0, mark), query: signed.slice(mark + 1) };
};

describe("the reference's vectors", () => {
  test.each([
    ["acl=/U/", "294bb88de6bb092791453133c82bffeb0743ef839c05bf30bbb6f102130dc2c3"],
    ["acl=/U/*", "7f22328b66aed098ea66874a17947f10dd57a015de3abb8bb483547e9d6df304"],
    ["acl=/U/-/resize/640x/", "e8ae37ba6143c4218d5e2f2e5837f6f97b83707d3967ec5f016413b62223b09d"],
    ["acl=/U%7e2/nth/0/", "ae69c8ff6e4478a2d631c4ba0754285adbff93d5938ed11df210116d04fd2e40"],
    ["url=%2fU%2f", "9d4046bc1da62a3b8de258a88d9e433589beb9d70a3d1d57bf178c3574076845"],
    ["url=%2fU%2f-%2fcrop%2f10x10%2f20,20%2f", "d94c3c8030c0bcee075db59c6e7008f32e755c10420f9e9d1b852c700b9fdc9c"],
    ["url=%2fU%7e2%2fnth%2f0%2f", "0b956234cb7b69307a4e868185c9430fa13d2c14d847c4a09a202485f9211447"],
  ])("%s", (text, expected) => {
    const [form = "", value = ""] = text.replace("U", id).split("=");
    expect(hmac(`exp=${exp}~${form}=${value}`)).toBe(expected);
    const path = value.endsWith("*")
      ? value.replace("*", "-/preview/")
      : form === "url"
        ? decodeURIComponent(value)
        : value.replace("%7e", "~");
    const token = form === "url" ? `exp=${exp}~hmac=${expected}` : `exp=${exp}~acl=${value}~hmac=${expected}`;
    expect(signer.verify(ask(path, token), now)).toMatchObject({ expiresAt: exp });
    if (form === "url") expect(escapePath(path)).toBe(value);
  });

  test("the three that sign makes", () => {
    expect(signer.sign(`/${id}/`, exp, "exact")).toBe(
      `/${id}/?token=exp=${exp}~acl=/${id}/~hmac=294bb88de6bb092791453133c82bffeb0743ef839c05bf30bbb6f102130dc2c3`,
    );
    expect(signer.sign(`/${id}/-/preview/`, exp, "file")).toBe(
      `/${id}/-/preview/?token=exp=${exp}~acl=/${id}/*~hmac=7f22328b66aed098ea66874a17947f10dd57a015de3abb8bb483547e9d6df304`,
    );
    expect(signer.sign(`/${id}/-/resize/640x/`, exp, "exact")).toContain(
      "e8ae37ba6143c4218d5e2f2e5837f6f97b83707d3967ec5f016413b62223b09d",
    );
  });
});

describe("sign and verify", () => {
  const paths = [
    "",
    "cat.jpg",
    "a%20b.jpg",
    "a~b",
    "a%7eb",
    "a!b*c'd(e).jpg",
    "a&token=x",
    "a;b=c+d",
    "-/crop/50%25x50%25/",
    "-/preview/300x200/-/format/webp/cat.jpg",
    "%D0%BA",
  ];
  test.each(paths)("%s", (rest) => {
    for (const reach of ["exact", "file"] as const) {
      const target = split(signer.sign(`/${id}/${rest}`, exp, reach));
      expect(target.path).toBe(`/${id}/${rest}`);
      expect(signer.verify(target, now)).toMatchObject({ expiresAt: exp });
      expect(codeOf(() => signer.verify(target, exp))).toBe("SIGNATURE_EXPIRED");
      expect(signer.verify(target, exp - 1)).toMatchObject({ expiresAt: exp });
      expect(codeOf(() => signerOf([otherKey]).verify(target, now))).toBe("SIGNATURE_INVALID");
      expect(codeOf(() => signer.verify({ ...target, path: `/${otherId}/${rest}` }, now))).toBe("SIGNATURE_INVALID");
      // As URLSearchParams would have written it, and as a browser's address bar hands it on.
      const params = new URLSearchParams([["token", target.query.slice("token=".length)]]);
      expect(signer.verify({ ...target, query: params.toString() }, now)).toMatchObject({ expiresAt: exp });
      expect(
        signer.verify({ ...target, query: new URL(`http://h/?${target.query}`).search.slice(1) }, now),
      ).toMatchObject({
        expiresAt: exp,
      });
    }
  });

  test("a token for many addresses covers other pictures only where it covers their own", () => {
    const other = { kind: "file", id: otherId } as const;
    const url = signer.sign(`/${id}/-/preview/`, exp, "file");
    const file = signer.verify(split(url), now);
    expect([file?.covers?.({ kind: "file", id }), file?.covers?.(other)]).toEqual([true, false]);
    expect(file?.covers?.({ kind: "url", url: "https://example.com/" })).toBe(false);
    expect(signer.verify(split(signer.sign(`/${id}/-/preview/`, exp, "exact")), now)).toEqual({ expiresAt: exp });
  });

  test("no token is no grant, and no error", () =>
    expect(signer.verify({ path: `/${id}/`, query: "a=b&tokens=x" }, now)).toBeUndefined());
  test("other parameters do not matter", () =>
    expect(signer.verify({ path: `/${id}/`, query: `a=%zz&token=${aclToken(`/${id}/`)}&b` }, now)).toBeDefined());
  test("an id alone gets its slash for a file token", () =>
    expect(split(signer.sign(`/${id}`, exp, "file")).path).toBe(`/${id}/`));
  test("any key is good, the first one signs", () => {
    const old = split(signerOf([otherKey]).sign(`/${id}/`, exp, "exact"));
    expect(signerOf([deliveryKey, otherKey]).verify(old, now)).toBeDefined();
    expect(signerOf([deliveryKey, otherKey]).sign(`/${id}/`, exp, "exact")).toBe(signer.sign(`/${id}/`, exp, "exact"));
  });
  test.each(["/", "/base/", `/${id}~0/`, `/${id}/?a`, `/${id}/ x`, "//", `/${otherId}x/`])(
    "refuses to sign %s",
    (path) => expect(codeOf(() => signer.sign(path, exp, "exact"))).toBe("TARGET_INVALID"),
  );
  test.each([Number.NaN, -1, 99_999_999_999, Infinity])("refuses the expiry %s", (at) =>
    expect(codeOf(() => signer.sign(`/${id}/`, at, "exact"))).toBe("OPTIONS_INVALID"),
  );
  test("no longer than a target may be", () =>
    expect(codeOf(() => signer.sign(`/${id}/${"a".repeat(4000)}`, exp, "exact"))).toBe("TARGET_TOO_LONG"));
});

describe("foreign tokens", () => {
  const path = `/${id}/-/resize/640x/cat~1.jpg`;
  test.each<[string, string, string]>([
    ["an ACL with an escaped tilde", path, aclToken(path.replace("~", "%7e"))],
    ["the same for the escaped path", path.replace("~", "%7e"), aclToken(path.replace("~", "%7e"))],
    ["the same in upper case", path.replace("~", "%7E"), aclToken(path.replace("~", "%7E"))],
    ["the URL form", path, urlToken(escapePath(path))],
    ["the URL form for the escaped path", path.replace("~", "%7E"), urlToken(escapePath(path))],
    ["an escaped ACL, bare", `/${id}/a%20b.jpg`, aclToken(`/${id}/a%20b.jpg`)],
    ["an escaped ACL, encoded", `/${id}/a%20b.jpg`, encodeURIComponent(aclToken(`/${id}/a%20b.jpg`))],
    ["everything encoded", `/${id}/`, encodeURIComponent(aclToken(`/${id}/`)).replaceAll("~", "%7E")],
    ["only tildes encoded", `/${id}/`, aclToken(`/${id}/`).replaceAll("~", "%7E")],
    ["every file", path, aclToken("/*")],
    ["a wildcard below operations", `/${id}/-/blur/50/-/preview/`, aclToken(`/${id}/-/blur/50/*`)],
    ["a wildcard where nothing follows", `/${id}/`, aclToken(`/${id}/*`)],
  ])("accepts %s", (_, asked, token) =>
    expect(signer.verify(ask(asked, token), now)).toMatchObject({ expiresAt: exp }),
  );

  const file = `/${id}/`;
  test.each<[string, string, string, string]>([
    ["a sub-path of an exact ACL", `${file}cat.jpg`, aclToken(file), "SIGNATURE_INVALID"],
    ["operations behind an exact ACL", `${file}-/preview/`, aclToken(file), "SIGNATURE_INVALID"],
    ["a missing slash", `/${id}`, aclToken(file), "SIGNATURE_INVALID"],
    ["a missing slash for a wildcard", `/${id}`, aclToken(`${file}*`), "SIGNATURE_INVALID"],
    ["a doubled slash", `/${id}//`, aclToken(file), "SIGNATURE_INVALID"],
    ["an encoded letter", `/%36${id.slice(1)}/`, aclToken(file), "SIGNATURE_INVALID"],
    ["an encoded dash", `${file}%2d/preview/`, aclToken(`${file}-/preview/`), "SIGNATURE_INVALID"],
    ["another file under a wildcard", `/${otherId}/`, aclToken(`${file}*`), "SIGNATURE_INVALID"],
    ["another file through a wildcard's dots", `/${otherId}/../${id}/`, aclToken(`${file}*`), "SIGNATURE_INVALID"],
    ["dropped operations under a wildcard", `${file}-/preview/`, aclToken(`${file}-/blur/50/*`), "SIGNATURE_INVALID"],
    ["changed operations under a wildcard", `${file}-/blur/500/`, aclToken(`${file}-/blur/50/*`), "SIGNATURE_INVALID"],
    ["a star inside a segment", `${file}cat.jpg`, aclToken(`${file}c*`), "SIGNATURE_MALFORMED"],
    ["a star in the middle", `${file}-/x/cat.jpg`, aclToken(`${file}*/cat.jpg`), "SIGNATURE_MALFORMED"],
    ["two stars", file, aclToken("/**"), "SIGNATURE_MALFORMED"],
    ["a bare star", file, aclToken("*"), "SIGNATURE_MALFORMED"],
    ["a list", file, aclToken(`${file}!/*`), "SIGNATURE_MALFORMED"],
    ["a question mark", file, aclToken(`/${id.slice(1)}?/`), "SIGNATURE_MALFORMED"],
    ["a relative ACL", file, aclToken(`${id}/`), "SIGNATURE_MALFORMED"],
    ["an empty ACL", file, aclToken(""), "SIGNATURE_MALFORMED"],
    ["the URL form of another path", `${file}x`, urlToken(escapePath(file)), "SIGNATURE_INVALID"],
    ["the URL form in upper case", file, urlToken(escapePath(file).toUpperCase()), "SIGNATURE_INVALID"],
    ["an ACL's HMAC in the URL form", file, `exp=${exp}~hmac=${hmac(`exp=${exp}~acl=${file}`)}`, "SIGNATURE_INVALID"],
    [
      "a URL's HMAC in the ACL form",
      file,
      `exp=${exp}~acl=${file}~hmac=${hmac(`exp=${exp}~url=${escapePath(file)}`)}`,
      "SIGNATURE_INVALID",
    ],
    ["milliseconds", file, aclToken(file, "1893456000000"), "SIGNATURE_MALFORMED"],
    ["a fraction", file, aclToken(file, "1893456000.5"), "SIGNATURE_MALFORMED"],
    ["a negative expiry", file, aclToken(file, "-1"), "SIGNATURE_MALFORMED"],
    ["an exponent", file, aclToken(file, "9e9"), "SIGNATURE_MALFORMED"],
    ["an empty expiry", file, aclToken(file, ""), "SIGNATURE_MALFORMED"],
    ["an old one", file, aclToken(file, now - 1), "SIGNATURE_EXPIRED"],
    ["one that ends now", file, aclToken(file, now), "SIGNATURE_EXPIRED"],
    [
      "an upper-case digest",
      file,
      aclToken(file).replace(/hmac=.*/, (text) => text.toUpperCase().replace("HMAC", "hmac")),
      "SIGNATURE_MALFORMED",
    ],
    ["a cut digest", file, aclToken(file).slice(0, -1), "SIGNATURE_MALFORMED"],
    ["an empty digest", file, `exp=${exp}~acl=${file}~hmac=`, "SIGNATURE_MALFORMED"],
    [
      "SHA-1",
      file,
      `exp=${exp}~acl=${file}~hmac=${hmac(`exp=${exp}~acl=${file}`, deliveryKey, "sha1")}`,
      "SIGNATURE_MALFORMED",
    ],
    [
      "MD5",
      file,
      `exp=${exp}~acl=${file}~hmac=${hmac(`exp=${exp}~acl=${file}`, deliveryKey, "md5")}`,
      "SIGNATURE_MALFORMED",
    ],
    ["fields in another order", file, sealed(`acl=${file}~exp=${exp}`), "SIGNATURE_MALFORMED"],
    ["a doubled expiry", file, sealed(`exp=${exp}~exp=${exp}~acl=${file}`), "SIGNATURE_MALFORMED"],
    ["a doubled ACL", file, sealed(`exp=${exp}~acl=${file}~acl=/*`), "SIGNATURE_MALFORMED"],
    ["a field for addresses", file, sealed(`ip=1.2.3.4~exp=${exp}~acl=${file}`), "SIGNATURE_MALFORMED"],
    ["a start", file, sealed(`st=1~exp=${exp}~acl=${file}`), "SIGNATURE_MALFORMED"],
    ["data behind", file, `${aclToken(file)}~data=x`, "SIGNATURE_MALFORMED"],
    ["nothing", file, "", "SIGNATURE_MALFORMED"],
    ["no key", file, `exp=${exp}~acl=${file}`, "SIGNATURE_MALFORMED"],
    ["a doubly encoded token", file, encodeURIComponent(encodeURIComponent(aclToken(file))), "SIGNATURE_MALFORMED"],
    ["two tokens", file, `${aclToken(file)}&token=${aclToken(file)}`, "CREDENTIALS_AMBIGUOUS"],
    ["a second token by another name", file, `${aclToken(file)}&%74oken=x`, "CREDENTIALS_AMBIGUOUS"],
    ["a second, empty token", file, `${aclToken(file)}&token`, "CREDENTIALS_AMBIGUOUS"],
    ["a broken escape", file, `${aclToken(file)}%zz`, "TARGET_INVALID"],
  ])("refuses %s", (_, asked, token, code) => expect(codeOf(() => signer.verify(ask(asked, token), now))).toBe(code));
});

describe("escapePath", () => {
  test("is injective but for the tilde", () => {
    const random = seeded(5);
    const seen = new Map<string, string>();
    const letters = [
      "/",
      "~",
      "%7e",
      "%7E",
      "%",
      "2",
      "f",
      "%2f",
      "%252f",
      "%2d",
      "%2D",
      "%2e",
      "+",
      " ",
      "-",
      ",",
      ".",
      "_",
      "é",
      "a",
      "A",
      "=",
      "&",
    ];
    for (let run = 0; run < 20_000; run++) {
      const path = Array.from({ length: whole(random, 1, 6) }, () => pick(random, letters)).join("");
      const same = path.replace(/%7e/gi, "~");
      const escaped = escapePath(path);
      if ((seen.get(escaped) ?? same) !== same) expect.fail(`${path} and ${seen.get(escaped)} are both ${escaped}`);
      seen.set(escaped, same);
    }
  });
});

describe("mutants", () => {
  const insertions = [
    "/",
    "-",
    "~",
    "%7e",
    "%7E",
    "%2f",
    "%",
    "*",
    "!",
    "?",
    "&",
    "=",
    "..",
    ".",
    "+",
    "0",
    "a",
    "%20",
    "%00",
    "~acl=/*",
    "~exp=9",
    "&token=x",
    "token=",
    "/*",
    id,
    "%2d",
  ];

  function mutate(random: () => number, text: string): string {
    const at = whole(random, 0, text.length);
    const to = Math.min(text.length, at + whole(random, 0, 3));
    switch (whole(random, 0, 5)) {
      case 0:
        return text.slice(0, at) + text.slice(to);
      case 1:
        return text.slice(0, at) + pick(random, insertions) + text.slice(at);
      case 2:
        return text.slice(0, at) + pick(random, insertions) + text.slice(to);
      case 3:
        return text.slice(0, at) + text.slice(at, to).toUpperCase() + text.slice(to);
      case 4:
        return text.slice(0, at) + text.slice(at, to).split("").toReversed().join("") + text.slice(to);
      default:
        return (
          text.slice(0, at) +
          text.slice(at, to).replace(/./gs, (mark) => `%${mark.charCodeAt(0).toString(16)}`) +
          text.slice(to)
        );
    }
  }

  const bases = ["", "cat.jpg", "a~b.jpg", "a%20b!.jpg", "-/resize/640x/", "-/crop/50px50p/10,20/-/preview/x.png"].map(
    (rest) => `/${id}/${rest}`,
  );
  const meaning = (path: string): string => JSON.stringify(dialect.parse({ path, query: "" }));

  test("24,000 changed paths and tokens grant nothing else", () => {
    const random = seeded(6);
    let granted = 0;
    for (let run = 0; run < 24_000; run++) {
      const base = pick(random, bases);
      const made = split(run % 2 ? signer.sign(base, exp, "exact") : `${base}?token=${urlToken(escapePath(base))}`);
      const which = pick(random, ["path", "query", "both"]);
      const target = {
        path: which === "query" ? made.path : mutate(random, made.path),
        query: which === "path" ? made.query : mutate(random, made.query),
      };
      codeOf(() => {
        const grant = signer.verify(target, now);
        if (!grant) return;
        granted++;
        expect(grant).toMatchObject({ expiresAt: exp });
        // The same path, but for the spelling of a tilde; and so the same delivery.
        expect(target.path.replace(/%7e/gi, "~")).toBe(base.replace(/%7e/gi, "~"));
        expect(meaning(target.path)).toBe(meaning(base));
      });
    }
    expect(granted).toBeGreaterThan(100); // tokens spelt another way, and changes that changed nothing: the end is reached
  });

  test("6,000 changed paths stay within a file's token", () => {
    const random = seeded(7);
    for (let run = 0; run < 6000; run++) {
      const made = split(signer.sign(pick(random, bases), exp, "file"));
      const target = { path: mutate(random, mutate(random, made.path)), query: made.query };
      codeOf(() => {
        if (signer.verify(target, now)) expect(dialect.parse(target).plan.source).toEqual({ kind: "file", id });
      });
    }
  });
});
