import { errorCodes, IntaglioError, type ErrorCode } from "@intaglio/contract";
import { ipx } from "@intaglio/dialects/ipx";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, errorOf, host, id, request } from "./fixture.ts";

describe("routes", () => {
  test.each(["/_ipx/", `/_ipx/_/${id}`, "/_ipx//x", "/_ipx/w_1"])("%s is a delivery", (path) =>
    expect(dialect.route(path)).toEqual({ recipe: "deliver", methods: ["GET", "HEAD"] }),
  );
  test.each(["", "/", "/_ipx", "/_ipxx/_/a", "/_IPX/_/a", "//_ipx/_/a", "/%5Fipx/_/a", "_ipx/_/a"])(
    "%s is not ours",
    (path) => expect(dialect.route(path)).toBeUndefined(),
  );

  const bare = ipx({ prefix: "" }).create(host);
  test.each(["/_/a", "/w_300/a/b.jpg", "/foo_1,w_2/a", "/f=webp&flip/https://x.test/a"])(
    "%s is ours without a prefix",
    (path) => expect(bare.route(path)?.recipe).toBe("deliver"),
  );
  test.each(["/_", "/a/b", `/${id}/-/preview/`, "/widths_300/a", "/constructor/a", "//a"])("%s is not", (path) =>
    expect(bare.route(path)).toBeUndefined(),
  );
  test("a prefix may be several segments", () => {
    const deep = ipx({ prefix: "/img/v1" }).create(host);
    expect(deep.format(deep.parse({ path: "/img/v1/w_3/a.jpg", query: "" }))).toBe("/img/v1/w_3/a.jpg");
  });
});

describe("options", () => {
  test.each<[string, object, RegExp]>([
    ["an unknown one", { prefx: "" }, /ipx\.prefx is no option/],
    ["a prefix without a slash", { prefix: "ipx" }, /ipx\.prefix/],
    ["a prefix with a slash behind", { prefix: "/ipx/" }, /ipx\.prefix/],
    ["a prefix with dots", { prefix: "/a/.." }, /ipx\.prefix/],
    ["a prefix that is none", { prefix: 5 }, /ipx\.prefix/],
    ["strict as a text", { strict: "yes" }, /ipx\.strict/],
    ["a key that is no list", { signingKeys: "k" }, /ipx\.signingKeys must be a list/],
    ["no keys", { signingKeys: [] }, /must hold a key/],
    ["a short key", { signingKeys: ["short"] }, /ipx\.signingKeys\[0\]/],
    ["two wrong ones", { prefix: "x", strict: 1 }, /prefix.*strict/],
  ])("%s is refused", (_, options, text) => {
    const error = errorOf(() => ipx(options));
    expect(error?.code).toBe("OPTIONS_INVALID");
    expect(error?.message).toMatch(text);
    expect(error?.message).not.toContain("short");
  });
});

describe("errors", () => {
  test("every code has an answer, and none leaks", () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const { status, headers, body } = dialect.fail(new IntaglioError(code, "secret detail"), request("/_ipx/_/a"));
      const told = JSON.parse(body) as Record<string, unknown>;
      expect(told).toEqual({ status, statusText: expect.stringMatching(/^IPX_[A-Z_]+$/), message: expect.any(String) });
      expect(body).not.toContain("secret");
      expect(status).toBe(errorCodes[code][0] === 401 ? 403 : errorCodes[code][0]);
      expect(headers).toMatchObject({ "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" });
    }
  });
  test("hints, waits and methods are told", () => {
    const answer = dialect.fail(
      new IntaglioError("QUEUE_FULL", "", { hint: "soon", retryAfterSeconds: 1.2, allow: ["GET"] }),
      request("/_ipx/_/a"),
    );
    expect(answer.headers).toMatchObject({ "Retry-After": "2", Allow: "GET" });
    expect(answer.body).toContain("(soon)");
  });
});

describe("gaps", () => {
  const facts = request("/_ipx/_/a");
  test.each<[string, () => unknown]>([
    ["uploads", () => dialect.intake(facts, 0, {} as never)],
    ["tickets", () => dialect.ticket({}, 0, 60)],
    ["management", () => dialect.command(facts, 0, {} as never)],
    ["answers to uploads", () => dialect.presentUpload([], facts)],
    ["facts", () => dialect.present({} as never, {} as never, {} as never)],
    ["facts of a delivery", () => dialect.presentInfo({} as never, { width: 1, height: 1 }, {} as never)],
  ])("%s are refused", (_, action) => expect(codeOf(action)).toBe("OPERATION_UNSUPPORTED"));
});

test("nothing in a picture runs, and a preflight names the methods", () => {
  const route = { recipe: "deliver", methods: ["GET", "HEAD"] } as const;
  expect(dialect.headers(route, false)).toEqual({ "Content-Security-Policy": "default-src 'none'" });
  expect(dialect.headers(route, true)).toMatchObject({ Allow: "GET, HEAD, OPTIONS" });
});
