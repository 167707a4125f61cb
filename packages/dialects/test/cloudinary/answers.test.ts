import { readFileSync } from "node:fs";
import { errorCodes, IntaglioError, type ErrorCode } from "@intaglio/contract";
import { cloudinary } from "@intaglio/dialects/cloudinary";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, errorOf, host, id, read, record, request } from "./fixture.ts";

const delivery = request(`/demo/image/upload/${id}`);
const say = (code: ErrorCode, detail = {}) =>
  dialect.fail(new IntaglioError(code, "secret detail for the log", detail), delivery);

describe("errors", () => {
  test("every code has an answer with a status its clients know, and none leaks", () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const answer = say(code);
      expect([400, 401, 404, 405, 416, 429, 500, 503]).toContain(answer.status);
      expect(answer.status >= 500).toBe(errorCodes[code][0] >= 500);
      expect(JSON.stringify(answer)).not.toContain("secret");
      expect(answer.body.length).toBeGreaterThan(3);
      expect(answer.headers).toMatchObject({
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "X-Cld-Error": answer.body,
      });
    }
  });
  test.each<[ErrorCode, number, string]>([
    ["FILE_NOT_FOUND", 404, "Resource not found"],
    ["SIGNATURE_REQUIRED", 401, "Missing required signature"],
    ["SIGNATURE_INVALID", 401, "Invalid signature"],
    ["SIGNATURE_EXPIRED", 401, "Signature expired"],
    ["KEY_UNKNOWN", 401, "Invalid api_key"],
    ["FILE_NOT_IMAGE", 400, "Invalid image file"],
    ["INTERNAL", 500, "Server error"],
  ])("%s", (code, status, body) => expect(say(code)).toMatchObject({ status, body }));
  test("a hint is the sentence, but for faults of ours; the header stays a header", () => {
    expect(say("PLAN_INVALID", { hint: "Invalid width" })).toMatchObject({ status: 400, body: "Invalid width" });
    expect(say("RENDER_TIMEOUT", { hint: "inside" }).body).not.toContain("inside");
    expect(say("PLAN_INVALID", { hint: "a\r\nSet-Cookie: ü" }).headers["X-Cld-Error"]).toBe("a??Set-Cookie: ?");
    expect(say("METHOD_NOT_ALLOWED", { allow: ["GET", "HEAD"] }).headers["Allow"]).toBe("GET, HEAD");
    expect(say("QUEUE_FULL", { retryAfterSeconds: 1.2 })).toMatchObject({
      status: 503,
      headers: { "Retry-After": "2" },
    });
  });
});

describe("results", () => {
  test("facts before and after", () => {
    const answer = dialect.presentInfo(record, { width: 30, height: 20 }, read("fl_getinfo"));
    expect(answer).toMatchObject({ status: 200, headers: { "Content-Type": "application/json" } });
    expect(JSON.parse(answer.body)).toEqual({
      input: { width: 400, height: 300, bytes: 12_345, format: "jpg" },
      output: { width: 30, height: 20 },
    });
    expect(
      codeOf(() => dialect.presentInfo({ ...record, image: null }, { width: 1, height: 1 }, read("fl_getinfo"))),
    ).toBe("FILE_NOT_IMAGE");
  });
  test("uploads and management say that they are not spoken", () => {
    const facts = request("/v1_1/demo/image/upload", "POST");
    for (const action of [
      () => dialect.intake(facts, 0, {} as never),
      () => dialect.ticket({}, 0, 1),
      () => dialect.command(facts, 0, {} as never),
      () => dialect.presentUpload([], facts),
      () => dialect.present({} as never, {} as never, {} as never),
    ])
      expect(codeOf(action)).toBe("OPERATION_UNSUPPORTED");
    expect(dialect.route("/v1_1/demo/image/upload")).toBeUndefined();
  });
  test("headers", () => {
    const route = dialect.route(`/demo/image/upload/${id}`);
    if (!route) throw new Error("no route");
    const plain = dialect.headers(route, false);
    expect(plain).toMatchObject({ "Access-Control-Allow-Origin": "*", "Timing-Allow-Origin": "*" });
    expect(plain["Access-Control-Expose-Headers"]).toContain("X-Cld-Error");
    expect(plain["Access-Control-Allow-Methods"]).toBeUndefined();
    expect(dialect.headers(route, true)["Access-Control-Allow-Methods"]).toBe("GET, HEAD, OPTIONS");
    expect(Object.keys(dialect.headers(route, true))).not.toContain("Access-Control-Allow-Credentials");
  });
});

describe("options", () => {
  const refuse = (options: object): string | undefined => errorOf(() => cloudinary(options))?.detail.hint;
  test.each<[object, string]>([
    [{ cloudName: "" }, "cloudinary.cloudName must be"],
    [{ cloudName: "a/b" }, "cloudinary.cloudName must be"],
    [{ apiKey: "a b" }, "cloudinary.apiKey must be"],
    [{ apiSecrets: [] }, "cloudinary.apiSecrets must hold a key"],
    [{ apiSecrets: "a".repeat(40) }, "cloudinary.apiSecrets must be a list"],
    [{ apiSecrets: ["a".repeat(32), "short"] }, "cloudinary.apiSecrets[1] must be 8 to 512"],
    [{ authTokenKeys: ["00"] }, "cloudinary.authTokenKeys[0] must be 32 to 512 hex digits"],
    [{ authTokenKeys: ["0".repeat(33)] }, "cloudinary.authTokenKeys[0]"],
    [{ tokenName: "a=b" }, "cloudinary.tokenName must be"],
    [{ shortSignatures: 1 }, "cloudinary.shortSignatures must be true or false"],
    [{ rootPaths: "yes" }, "cloudinary.rootPaths must be true or false"],
    [{ transformations: { a: "w_300/hello" } }, "cloudinary.transformations.a must be a transformation"],
    [{ transformations: { a: 5 } }, "cloudinary.transformations.a must be"],
    [{ transformations: { "a/b": "w_3" } }, 'cloudinary.transformations: "a/b" is no name'],
    [{ transformations: null }, "cloudinary.transformations must be an object"],
    [{ secret: "x" }, "cloudinary.secret is no option"],
  ])("%j", (options, hint) => expect(refuse(options)).toContain(hint));
  test("all that is wrong is said at once, and no key", () => {
    const hint = refuse({ cloudName: "?", apiSecrets: ["my-key"] });
    expect(hint).toMatch(/cloudName.*apiSecrets/);
    expect(hint).not.toContain("my-key");
  });

  test("keys come from the server's secret, one for each purpose", () => {
    const purposes: string[] = [];
    const made = cloudinary().create({
      deriveKey: (purpose) => {
        purposes.push(purpose);
        return host.deriveKey(purpose);
      },
    });
    expect(purposes.toSorted()).toEqual(["api", "delivery"]);
    const path = made.sign(`/demo/image/upload/${id}`, Infinity, "exact");
    expect(made.verify({ path, query: "" }, 0)).toEqual({ expiresAt: Infinity });
    expect(codeOf(() => dialect.verify({ path, query: "" }, 0))).toBe("SIGNATURE_INVALID");
  });

  test("the cloud's name, and paths without it", () => {
    const other = cloudinary({ cloudName: "my-cloud", rootPaths: true }).create(host);
    expect(other.route("/my-cloud/image/upload/cat")).toBeDefined();
    expect(other.route("/demo/image/upload/cat")).toBeDefined(); // as a name in the root form
    expect(other.parse({ path: "/w_300/cat", query: "" })).toMatchObject({
      answer: "image",
      plan: { source: { names: ["cat"] } },
    });
    expect(other.parse({ path: "/cat.jpg", query: "" }).plan.source).toEqual({
      kind: "name",
      names: ["cat", "cat.jpg"],
    });
    expect(other.format(read("w_300"))).toBe(`/my-cloud/image/upload/c_scale,w_300/${id}`);
    for (const path of ["/", "/my-cloud", "/my-cloud/", "/image/upload/"])
      expect(other.route(path), path).toBeUndefined();
  });
});

describe("the browser's entry", () => {
  test("reaches no module of Node and no key", () => {
    const seen = new Set<string>();
    const visit = (file: URL): void => {
      if (seen.has(file.href)) return;
      seen.add(file.href);
      const source = readFileSync(file, "utf8");
      expect(source, file.href).not.toMatch(/from "node:/);
      for (const [, path = ""] of source.matchAll(/from "(\.[^"]+)"/g)) visit(new URL(path, file));
    };
    visit(new URL("../../src/cloudinary/url.ts", import.meta.url));
    expect(seen.size).toBeGreaterThan(20);
    expect([...seen].some((file) => /\/sign(?:\.ts|\/)/.test(file))).toBe(false);
  });
});
