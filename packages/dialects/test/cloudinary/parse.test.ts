import { checkPlan, type Delivery, type Source } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, id, read, resolve, write } from "./fixture.ts";
import { rows } from "./plans.ts";

test("the table is long, and no address stands in it twice", () => {
  expect(rows.length).toBeGreaterThanOrEqual(200);
  expect(new Set(rows.map(({ url }) => url)).size).toBe(rows.length);
});

describe("addresses and plans", () => {
  test.each(rows)("$url", ({ url, steps = [], encode = {}, canonical = url, oriented }) => {
    const frames = steps[0]?.op === "frames" ? steps.slice(0, 1) : [];
    const orient = oriented === false ? [] : [{ op: "orient" } as const];
    const all = [...frames, ...orient, ...steps.slice(frames.length)];
    const plan = checkPlan({ source: { kind: "file", id }, steps: all, encode: { format: "same", ...encode } });
    const delivery = read(url);
    expect(delivery.answer).toBe("image");
    expect(delivery.plan).toEqual(plan);
    if (canonical === null) return;
    expect(write({ answer: "image", plan })).toBe(canonical);
    expect(read(canonical).plan).toEqual(plan);
  });
});

const uploaded = (...names: string[]): Source => ({ kind: "name", names });

describe("shapes", () => {
  test.each<[string, Source, Partial<Delivery>?]>([
    ["/demo/image/upload/cat", uploaded("cat")],
    ["/image/upload/cat", uploaded("cat")],
    ["/demo/image/upload/v1/cat", uploaded("cat")],
    ["/demo/image/upload/v123/folder/cat", uploaded("folder/cat")],
    ["/demo/image/upload/folder/cat", uploaded("folder/cat")],
    ["/demo/image/upload/v1/v2/cat", uploaded("v2/cat")],
    ["/demo/image/upload/v1", uploaded("v1")],
    ["/demo/image/upload/w_300", uploaded("w_300")],
    ["/demo/image/upload/v1/w_300/cat", uploaded("w_300/cat")],
    ["/demo/image/upload/cat.jpg", uploaded("cat", "cat.jpg")],
    ["/demo/image/upload/cat.JPG", uploaded("cat", "cat.JPG")],
    ["/demo/image/upload/cat.small", uploaded("cat.small")],
    ["/demo/image/upload/cat.small.jpg", uploaded("cat.small", "cat.small.jpg")],
    ["/demo/image/upload/a%20b", uploaded("a b")],
    ["/demo/image/upload/%C3%A4.jpg", uploaded("ä", "ä.jpg")],
    ["/demo/image/upload/a,b", uploaded("a,b")],
    [`/demo/image/upload/${id}`, { kind: "file", id }],
    [`/demo/image/upload/${id}.jpg`, { kind: "file", id }],
    [`/demo/image/upload/v1/${id}`, { kind: "file", id }],
    ["/demo/image/private/cat", uploaded("cat")],
    ["/demo/image/authenticated/cat", uploaded("cat")],
    ["/demo/video/upload/dog.mp4", uploaded("dog.mp4")],
    ["/demo/raw/upload/doc.pdf", uploaded("doc.pdf")],
    ["/demo/image/upload/doc.pdf", uploaded("doc", "doc.pdf")],
    ["/demo/images/cat/words-for-people.jpg", uploaded("cat", "cat.jpg")],
    ["/demo/images/cat/words-for-people", uploaded("cat")],
    ["/demo/images/v1/folder/cat/words.png", uploaded("folder/cat", "folder/cat.png")],
    [`/images/${id}/words.png`, { kind: "file", id }],
    ["/demo/private_images/cat/words", uploaded("cat")],
    ["/demo/authenticated_images/cat/words", uploaded("cat")],
    ["/demo/videos/dog/words.mp4", uploaded("dog.mp4")],
    ["/demo/files/doc/words.pdf", uploaded("doc.pdf")],
    ["/demo/iu/cat", uploaded("cat")],
    ["/demo/cat", uploaded("cat")],
    ["/demo/cat/words", uploaded("cat/words", "cat")],
    ["/demo/cat/words.jpg", uploaded("cat/words", "cat/words.jpg", "cat")],
    ["/demo/image/fetch/https://example.com/a.jpg", { kind: "url", url: "https://example.com/a.jpg" }],
    ["/demo/image/fetch/https:/example.com/a.jpg", { kind: "url", url: "https://example.com/a.jpg" }],
    ["/demo/image/fetch/v1/https://example.com/v2/a.jpg", { kind: "url", url: "https://example.com/v2/a.jpg" }],
    [
      "/demo/image/fetch/http%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2",
      { kind: "url", url: "http://example.com/a?b=1&c=2" },
    ],
    ["/demo/image/fetch/v1/http://example.com/w_300/v1/a", { kind: "url", url: "http://example.com/w_300/v1/a" }],
    ["/demo/image/fetch/http://example.com/a%20b&c", { kind: "url", url: "http://example.com/a%20b&c" }],
  ])("%s", (path, source, more = {}) => {
    const delivery = dialect.parse({ path, query: "_a=anything" });
    expect(delivery).toMatchObject({ answer: "original", ...more });
    expect(delivery.plan).toEqual(checkPlan({ source }));
    expect(dialect.route(path)).toEqual({ recipe: "deliver", methods: ["GET", "HEAD"] });
  });

  test.each([
    ["/demo/image/upload/w_300/cat", "cat"],
    ["/demo/image/upload/w_300/e_sepia/cat", "cat"],
    ["/demo/image/upload/w_300/v1/folder/cat", "folder/cat"],
    ["/demo/images/w_300/cat/words", "cat"],
    ["/demo/iu/w_300/cat", "cat"],
    ["/demo/w_300/cat", "cat"],
    ["/image/upload/l_a:b/c/fl_layer_apply/cat", "cat"],
    ["/image/upload/l_a:b/c/v1/cat", "cat"],
    ["/image/upload/h_10,l_a:b/c,w_100/v1/cat", "cat"],
  ])("%s is transformed", (path, name) =>
    expect(dialect.parse({ path, query: "" })).toMatchObject({ answer: "image", plan: { source: uploaded(name) } }),
  );
  test("a layer before a fetched address with a version in it", () => {
    const path = "/image/fetch/l_logo,x_5/https://example.com/a/v1/b.png";
    const { source, steps } = dialect.parse({ path, query: "" }).plan;
    expect(source).toEqual({ kind: "url", url: "https://example.com/a/v1/b.png" });
    expect(steps[1]).toMatchObject({ layer: uploaded("logo"), x: 5 });
  });
  test("a glued layer's id", () => {
    const { plan } = dialect.parse({ path: "/image/upload/h_10,l_a:b/c,w_100/v1/cat", query: "" });
    expect(plan.steps[1]).toMatchObject({ op: "overlay", layer: uploaded("a/b/c"), width: 100, height: 10 });
  });

  test.each([
    "",
    "/",
    "/demo",
    "/demo/",
    "demo/image/upload/cat",
    "/other/image/upload/cat",
    "/image/upload/",
    "/image/other/cat",
    "/demo/image/other/cat",
    "/cat",
    "/w_300/cat",
    "//image/upload/cat",
    "/Image/upload/cat",
    "/image%2Fupload/cat",
    "/v1_1/other/image/download",
    "/v1_1/demo/image/upload",
    `/${id}/-/preview/`,
    "/_/https://example.com/a.png",
  ])("%s is not ours", (path) => expect(dialect.route(path)).toBeUndefined());

  test.each([
    ["/demo/image/upload//cat", "TARGET_INVALID"],
    ["/demo/image/upload/a//b", "TARGET_INVALID"],
    ["/demo/image/upload/a/", "TARGET_INVALID"],
    ["/demo/image/upload/..%2fcat", "TARGET_INVALID"],
    ["/demo/image/upload/%2e%2e/cat", "TARGET_INVALID"],
    ["/demo/image/upload/a%00", "TARGET_INVALID"],
    ["/demo/image/upload/a%", "TARGET_INVALID"],
    ["/demo/image/upload/ä", "TARGET_INVALID"],
    ["/demo/image/upload/a%3Fb", "TARGET_INVALID"],
    ["/demo/image/upload/a%23b", "TARGET_INVALID"],
    ["/demo/image/upload/https://example.com/a", "TARGET_INVALID"],
    ["/demo/image/upload/http:/example.com/a", "TARGET_INVALID"],
    ["/demo/image/fetch/cat", "TARGET_INVALID"],
    ["/demo/image/fetch/ftp://example.com/a", "TARGET_INVALID"],
    ["/demo/image/fetch/https://a:b@example.com/", "TARGET_INVALID"],
    ["/demo/image/list/cat.json", "OPERATION_UNSUPPORTED"],
    ["/demo/image/facebook/65646572251.jpg", "OPERATION_UNSUPPORTED"],
    ["/demo/video/upload/w_300/dog.mp4", "OPERATION_UNSUPPORTED"],
    ["/demo/image/upload/w_300/doc.pdf", "OPERATION_UNSUPPORTED"],
  ])("%s is refused: %s", (path, code) => expect(codeOf(() => dialect.parse({ path, query: "" }))).toBe(code));
});

describe("extensions", () => {
  test("say the format of what is transformed", () => {
    const format = (path: string) => dialect.parse({ path, query: "" }).plan.encode.format;
    expect(format("/image/upload/w_3/cat.jpg")).toBe("jpeg");
    expect(format("/image/upload/w_3,f_webp/cat.jpg")).toBe("webp");
    expect(format("/image/upload/w_3/cat")).toBe("same");
    expect(format("/images/w_3/cat/words.png")).toBe("png");
    expect(format("/image/fetch/w_3/https://example.com/a.png")).toBe("same");
  });
  test("convert what has another one, and leave what has it", () => {
    const delivery = (extension: string) =>
      resolve(dialect.parse({ path: `/image/upload/${id}.${extension}`, query: "" }));
    expect(delivery("jpg").answer).toBe("original");
    expect(delivery("png")).toMatchObject({ answer: "image", plan: { encode: { format: "png" } } });
    expect(delivery("pdf").answer).toBe("original");
  });
});

describe("beside the picture", () => {
  test.each<[string, object]>([
    ["fl_attachment", { answer: "original", disposition: "attachment" }],
    ["fl_attachment:my_cat", { answer: "original", disposition: "attachment", fileName: "my_cat" }],
    ["fl_attachment:my.cat.jpg", { answer: "original", disposition: "attachment", fileName: "my.cat.jpg" }],
    ["fl_attachment:a.progressive", { answer: "image", disposition: "attachment", fileName: "a" }],
    ["fl_attachment:a%252Eb%2520c", { answer: "original", disposition: "attachment", fileName: "a.b c" }],
    ["fl_streaming_attachment:a", { disposition: "attachment", fileName: "a" }],
    [
      "w_3,fl_attachment.progressive",
      { answer: "image", disposition: "attachment", plan: { encode: { progressive: true } } },
    ],
    ["fl_getinfo", { answer: "info" }],
    ["w_3/fl_getinfo", { answer: "info" }],
    ["d_avatar.png", { answer: "original", fallback: uploaded("avatar", "avatar.png") }],
    ["d_a:b/w_3", { answer: "image", fallback: uploaded("a/b") }],
    ["bo_5px_dashed_red", { notices: ["borders are solid"] }],
    ["g_north,w_3", { notices: ["g changes nothing in its component"] }],
    ["dn_300,w_3", { notices: ["dn changes nothing: drawings are not rendered"] }],
  ])("%s", (url, expected) => {
    const delivery = read(url);
    expect(delivery).toMatchObject(expected);
    const { notices: _, ...rest } = delivery;
    expect(read(write(delivery))).toEqual(rest);
  });

  test("hints", () => {
    const width = (url: string, hints: object) => {
      const { plan, hinted } = read(url, hints);
      const step = plan.steps[1];
      return [step?.op === "resize" ? step.width : undefined, hinted];
    };
    expect(width("w_100,dpr_auto", {})).toEqual([100, ["dpr"]]);
    expect(width("w_100,dpr_auto", { dpr: 2 })).toEqual([200, ["dpr"]]);
    expect(width("c_limit,w_100/dpr_auto", { dpr: 1.5 })).toEqual([150, ["dpr"]]);
    expect(width("w_auto", { width: 333 })).toEqual([333, ["width"]]);
    expect(width("w_auto:100", { width: 333 })).toEqual([400, ["width"]]);
    expect(width("w_auto:100,dpr_auto", { width: 333, dpr: 2 })).toEqual([400, ["width"]]);
    expect(width("w_auto:100,dpr_2.0", { viewportWidth: 333 })).toEqual([800, ["width", "viewportWidth"]]);
    expect(width("w_auto:100:250,dpr_2.0", {})).toEqual([500, ["width", "viewportWidth"]]);
    expect(width("w_auto:breakpoints_100_1900_20_5:json", { width: 333 })).toEqual([333, ["width"]]);
    expect(width("w_auto,c_limit", {})).toEqual([undefined, ["width", "viewportWidth"]]);
    expect(width("w_100", { width: 5, dpr: 3 })).toEqual([100, undefined]);
  });
});
