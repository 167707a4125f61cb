import { describe, expect, test } from "vitest";
import { requestText, signRequest } from "../../src/cloudinary/sign/request.ts";
import { codeOf, dialect, exp, now, secret } from "./fixture.ts";

const target = (url: string) => {
  const [path = "", query = ""] = url.split("?");
  return { path, query };
};
const grant = (url: string) => dialect.verify(target(url), now);
const refuse = (url: string) => codeOf(() => grant(url));

describe("signed downloads", () => {
  const base = { public_id: "cat", format: "jpg", api_key: "intaglio", timestamp: String(now - 10) };
  const address = (parameters: Record<string, string>, change: Record<string, string> = {}) => {
    const signature = signRequest(requestText(new Map(Object.entries(parameters))), secret, "sha256");
    const query = Object.entries({ ...parameters, signature, ...change }).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return `/v1_1/demo/image/download?${query.join("&")}`;
  };
  test("a good one", () => {
    expect(grant(address(base))).toEqual({ expiresAt: now - 10 + 3600 });
    expect(dialect.route("/v1_1/demo/image/download")?.recipe).toBe("deliver");
    const delivery = dialect.parse(target(address({ ...base, attachment: "true", target_filename: "my cat.jpg" })));
    expect(delivery).toMatchObject({
      answer: "original",
      disposition: "attachment",
      fileName: "my cat.jpg",
      plan: { source: { names: ["cat", "cat.jpg"] } },
    });
    expect(grant(address({ ...base, expires_at: String(exp) }))).toEqual({ expiresAt: exp });
    const small = dialect.parse(target(address({ ...base, transformation: "c_fit,w_300" })));
    expect(small).toMatchObject({ answer: "image", plan: { encode: { format: "jpeg" } } });
  });
  test.each<[string, string, string]>([
    ["no signature", address(base).replace(/&signature=.*/, ""), "SIGNATURE_REQUIRED"],
    ["another id", address(base, { public_id: "dog" }), "SIGNATURE_INVALID"],
    ["one more parameter", address(base, { attachment: "true" }), "SIGNATURE_INVALID"],
    ["another key", address({ ...base, api_key: "other" }), "KEY_UNKNOWN"],
    ["an old timestamp", address({ ...base, timestamp: String(now - 3600) }), "SIGNATURE_EXPIRED"],
    ["a timestamp ahead", address({ ...base, timestamp: String(now + 61) }), "SIGNATURE_INVALID"],
    ["an expiry that was", address({ ...base, expires_at: String(now) }), "SIGNATURE_EXPIRED"],
    ["an expiry that is none", address({ ...base, expires_at: "soon" }), "SIGNATURE_MALFORMED"],
    ["a parameter twice", `${address(base)}&public_id=dog`, "CREDENTIALS_AMBIGUOUS"],
    ["a plus for a blank", address({ ...base, public_id: "a b" }).replace("a%20b", "a+b"), "SIGNATURE_INVALID"],
    ["an ampersand in a value", address({ ...base, public_id: "a&b" }), "SIGNATURE_MALFORMED"],
    ["a list", address(base).replace("public_id=", "public_id[]="), "SIGNATURE_MALFORMED"],
    [
      "capitals",
      address(base).replace(/signature=.*/, (text) => `signature=${text.slice(10).toUpperCase()}`),
      "SIGNATURE_INVALID",
    ],
  ])("%s", (_, url, code) => expect(refuse(url)).toBe(code));
});
