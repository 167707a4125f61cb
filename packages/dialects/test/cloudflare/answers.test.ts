import { errorCodes, IntaglioError, type ErrorCode } from "@intaglio/contract";
import { cloudflare } from "@intaglio/dialects/cloudflare";
import { describe, expect, test } from "vitest";
import { record } from "../uploadcare/fixture.ts";
import { codeOf, dialect, errorOf, hash, host, hosted, id, request } from "./fixture.ts";

describe("routes", () => {
  test.each(["/cdn-cgi/image/", "/cdn-cgi/image/w=1/a", `/${hash}/`, `/${hash}/a/b`, "/cdn-cgi/imagedelivery/x/a/b"])(
    "%s is a delivery",
    (path) => expect(hosted.route(path)).toEqual({ recipe: "deliver", methods: ["GET", "HEAD"] }),
  );
  test.each([
    "",
    "/",
    "/cdn-cgi/image",
    "/cdn-cgi/images/w=1/a",
    "/cdn-cgi/trace",
    `/${hash}`,
    `/${hash}x/a/b`,
    "//cdn-cgi/image/w=1/a",
    "/CDN-CGI/image/w=1/a",
  ])("%s is not ours", (path) => expect(hosted.route(path)).toBeUndefined());
  test("without a hash only transformations are", () => {
    expect(dialect.route("/cdn-cgi/image/w=1/a")?.recipe).toBe("deliver");
    expect(dialect.route("/cdn-cgi/imagedelivery/x/a/b")).toBeUndefined();
  });
  test("the prefix is an option", () => {
    const other = cloudflare({ accountHash: hash, deliveryPrefix: "/img", variants: { public: "w=5" } }).create(host);
    expect(other.parse({ path: `/img/${hash}/a/public`, query: "" }).plan.steps[1]).toMatchObject({ width: 5 });
    expect(other.route("/cdn-cgi/imagedelivery/x/a/b")).toBeUndefined();
  });
});

describe("options", () => {
  test.each<[string, object, RegExp]>([
    ["an unknown one", { accounthash: "" }, /cloudflare\.accounthash is no option/],
    ["an empty hash", { accountHash: "" }, /cloudflare\.accountHash/],
    ["a hash with a slash", { accountHash: "a/b" }, /cloudflare\.accountHash/],
    ["a hash that is another path", { accountHash: "cdn-cgi" }, /cloudflare\.accountHash/],
    ["a prefix without a slash", { deliveryPrefix: "a" }, /cloudflare\.deliveryPrefix/],
    ["a prefix that is another path", { deliveryPrefix: "/cdn-cgi/image" }, /cloudflare\.deliveryPrefix/],
    ["a prefix that is the hash", { accountHash: "a", deliveryPrefix: "/a" }, /cloudflare\.deliveryPrefix/],
    ["flexible as a text", { flexibleVariants: "on" }, /cloudflare\.flexibleVariants/],
    ["variants as a text", { variants: "w=1" }, /cloudflare\.variants must be an object/],
    ["a variant's name", { variants: { "a b": "w=1" } }, /cloudflare\.variants\.a b: a name/],
    ["a variant's option", { variants: { a: "w=x" } }, /cloudflare\.variants\.a: w takes/],
    [
      "a variant's unknown option",
      { variants: { a: { foo: 1 } } },
      /cloudflare\.variants\.a: there is no option "foo"/,
    ],
    [
      "a variant's drawings",
      { variants: { a: { draw: [{ url: "x" }] } } },
      /cloudflare\.variants\.a: draw: it is set by Workers only/,
    ],
    ["an empty variant", { variants: { a: "" } }, /cloudflare\.variants\.a: an option is a name/],
    ["a variant that is none", { variants: { a: 5 } }, /cloudflare\.variants\.a: a variant is/],
    ["no keys", { signingKeys: [] }, /must hold a key/],
    ["a short key", { signingKeys: ["short"] }, /cloudflare\.signingKeys\[0\]/],
    ["a key that is no list", { signingKeys: "short" }, /must be a list/],
    ["two wrong ones", { accountHash: 1, flexibleVariants: 1 }, /accountHash.*flexibleVariants/],
  ])("%s is refused", (_, options, text) => {
    const error = errorOf(() => cloudflare(options));
    expect(error?.code).toBe("OPTIONS_INVALID");
    expect(error?.message).toMatch(text);
    expect(error?.message).not.toContain("short");
  });

  test("variants may be objects as Workers and the API have them", () => {
    const variants = {
      full: {
        width: 300,
        height: 200,
        fit: "cover",
        gravity: { x: 0.25, y: 0.75, mode: "box-center" },
        trim: { top: 5, border: { color: "#fff", tolerance: 3 } },
        border: { color: "red", width: 2 },
        anim: false,
        quality: 50,
      },
      side: { width: 3, height: 2, fit: "crop", gravity: "left" },
      trimmed: { trim: "border" },
      rounded: { border: { top: 1, left: 2 }, trim: { border: true } },
    };
    const speaker = cloudflare({ accountHash: hash, variants }).create(host);
    const steps = (name: string) => speaker.parse({ path: `/${hash}/a/${name}`, query: "" }).plan.steps;
    expect(steps("full")).toMatchObject([
      { op: "orient" },
      { op: "trim", color: "ffffffff", threshold: 3 },
      {
        op: "resize",
        width: 300,
        height: 200,
        mode: "cover",
        anchor: { kind: "point", x: 0.25, y: 0.75, align: "center" },
      },
      { op: "border", width: 2, color: "ff0000ff" },
    ]);
    expect(steps("side")[1]).toMatchObject({ anchor: { at: "left" }, enlarge: "never" });
    expect(steps("trimmed")[1]).toMatchObject({ op: "trim" });
    expect(steps("rounded")).toMatchObject([{ op: "orient" }, { op: "trim" }, { op: "extend", top: 1, left: 2 }]);
  });
});

describe("errors", () => {
  const transform = request(`/cdn-cgi/image/w=1/${id}`);
  const variant = request(`/${hash}/${id}/public`);
  const flexible = request(`/${hash}/${id}/w=1`);
  const say = (code: ErrorCode, facts = transform) => hosted.fail(new IntaglioError(code, "secret detail"), facts);

  test("every code has a number and a text, and none leaks", () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[])
      for (const facts of [transform, variant, flexible, request("/nowhere")]) {
        const { status, headers, body } = say(code, facts);
        const [, number = ""] = /^ERROR (9[45]\d\d): .{5,}$/.exec(body) ?? [];
        const header = facts === variant || facts === flexible ? "cf-images" : "cf-resized";
        expect(headers[header]).toBe(`err=${number}`);
        expect(headers).toMatchObject({
          "Content-Type": "text/plain; charset=utf-8",
          "X-Content-Type-Options": "nosniff",
          "Cache-Control": "no-store",
        });
        expect(body).not.toContain("secret");
        expect(status).toBeGreaterThanOrEqual(400);
        if (errorCodes[code][0] < 500) expect(status).toBeLessThan(500); // a stranger's fault stays one
      }
  });

  test.each<[ErrorCode, number, number, typeof transform]>([
    ["PLAN_INVALID", 9401, 400, transform],
    ["OPERATION_UNKNOWN", 9401, 400, transform],
    ["SOURCE_FORBIDDEN", 9401, 403, transform],
    ["FILE_TOO_LARGE", 9402, 413, transform],
    ["FILE_NOT_FOUND", 9404, 404, transform],
    ["TARGET_INVALID", 9406, 403, transform],
    ["FILE_NOT_IMAGE", 9412, 415, transform],
    ["IMAGE_TOO_LARGE", 9413, 403, transform],
    ["PLAN_TOO_LARGE", 9413, 403, transform],
    ["IMAGE_UNREADABLE", 9516, 422, transform],
    ["QUEUE_FULL", 9522, 503, transform],
    ["INTERNAL", 9523, 500, transform],
    ["SIGNATURE_EXPIRED", 9425, 403, transform],
    ["SIGNATURE_REQUIRED", 9425, 403, variant],
    ["OPERATION_UNKNOWN", 9425, 403, variant],
    ["OPERATION_UNKNOWN", 9401, 400, flexible],
    ["OPERATION_FORBIDDEN", 9429, 403, flexible],
    ["TARGET_INVALID", 9426, 403, variant],
    ["KEY_UNKNOWN", 9427, 403, variant],
    ["FILE_NOT_FOUND", 9404, 404, variant],
  ])("%s is %d with %d", (code, number, status, facts) => {
    const answer = say(code, facts);
    expect([answer.status, answer.body.slice(0, 11)]).toEqual([status, `ERROR ${number}:`]);
  });

  test("hints, waits and methods are told", () => {
    const answer = dialect.fail(
      new IntaglioError("QUEUE_FULL", "", { hint: "soon", retryAfterSeconds: 1.2, allow: ["GET"] }),
      transform,
    );
    expect(answer.headers).toMatchObject({ "Retry-After": "2", Allow: "GET" });
    expect(answer.body).toContain("(soon)");
  });
});

describe("facts", () => {
  const delivery = dialect.parse({ path: `/cdn-cgi/image/f=json,w=30/${id}`, query: "" });
  test("the size after the options and the source's", () => {
    const answer = dialect.presentInfo(record, { width: 30, height: 20 }, delivery);
    expect(answer).toMatchObject({ status: 200, headers: { "Content-Type": "application/json" } });
    expect(JSON.parse(answer.body)).toEqual({
      width: 30,
      height: 20,
      original: { file_size: 12_345, width: 300, height: 200, format: "image/jpeg" },
    });
  });
  test("only of pictures", () =>
    expect(codeOf(() => dialect.presentInfo({ ...record, image: null }, { width: 1, height: 1 }, delivery))).toBe(
      "FILE_NOT_IMAGE",
    ));
});

describe("gaps", () => {
  test.each<[string, () => unknown]>([
    ["uploads", () => dialect.intake(request("/"), 0, {} as never)],
    ["tickets", () => dialect.ticket({}, 0, 60)],
    ["management", () => dialect.command(request("/"), 0, {} as never)],
    ["answers to uploads", () => dialect.presentUpload([], request("/"))],
    ["facts of files", () => dialect.present({} as never, {} as never, {} as never)],
  ])("%s are refused", (_, action) => expect(codeOf(action)).toBe("OPERATION_UNSUPPORTED"));
});

test("a preflight names the methods", () => {
  const route = { recipe: "deliver", methods: ["GET", "HEAD"] } as const;
  expect(dialect.headers(route, false)).toEqual({});
  expect(dialect.headers(route, true)).toEqual({ Allow: "GET, HEAD, OPTIONS" });
});
