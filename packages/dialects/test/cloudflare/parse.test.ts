import { checkPlan, type EncodeInput, type Hints, type StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { words } from "../../src/cloudflare/vocabulary.ts";
import { codeOf, dialect, hash, hosted, id, read } from "./fixture.ts";
import { makers } from "./random-address.ts";

const source = { kind: "file", id } as const;
const defaults: EncodeInput = {
  format: "same",
  allowed: ["jpeg", "png", "gif"],
  quality: "better",
  metadata: "copyright",
};
const all = ["avif", "webp", "jpeg", "png", "gif"] as const;
type Resize = Extract<StepInput, { op: "resize" }>;
const size = (more: Partial<Resize> = {}): StepInput => ({ op: "resize", width: 300, height: 200, ...more });
const cover = (more: Partial<Resize> = {}): StepInput => size({ mode: "cover", enlarge: "allow", ...more });
const full = { fraction: 1 } as const;
const cut = (
  x: number,
  y: number,
  width: Extract<StepInput, { op: "crop" }>["width"] = full,
  height: typeof width = full,
): StepInput => ({ op: "crop", x, y, width, height });
const mirror = (horizontal: boolean, vertical: boolean): StepInput => ({ op: "flip", horizontal, vertical });
const point = (x: number, y: number, align: "relative" | "center" = "relative") =>
  ({ kind: "point", x, y, align }) as const;
const eye = { kind: "detect", by: ["saliency"], otherwise: "center" } as const;
const face = { kind: "detect", by: ["face", "saliency"], otherwise: "center" } as const;

const rows: readonly [options: string, steps: readonly StepInput[], encode?: EncodeInput][] = [
  ["w=300", [{ op: "resize", width: 300 }]],
  ["width=300", [{ op: "resize", width: 300 }]],
  ["w=200,width=300", [{ op: "resize", width: 300 }]],
  ["width=200,w=300", [{ op: "resize", width: 300 }]],
  ["h=200", [{ op: "resize", height: 200 }]],
  ["w=300,height=200", [size()]],
  ["w=300,h=200,fit=scale-down", [size()]],
  ["w=300,h=200,fit=scale-up", [size({ enlarge: "only" })]],
  ["w=300,h=200,fit=contain", [size({ enlarge: "allow" })]],
  ["w=300,h=200,fit=cover", [cover()]],
  ["w=300,h=200,fit=crop", [cover({ enlarge: "never" })]],
  ["w=300,h=200,fit=aspect-crop", [cover({ enlarge: "never", whenSmall: "keep-aspect" })]],
  ["w=300,h=200,fit=pad", [size({ mode: "pad", enlarge: "allow" })]],
  ["w=300,h=200,fit=squeeze", [size({ mode: "force", enlarge: "allow" })]],
  ["w=300,fit=cover", [{ op: "resize", width: 300, enlarge: "allow" }]],
  ["w=300,fit=crop", [{ op: "resize", width: 300 }]],
  ["w=300,fit=pad", [{ op: "resize", width: 300, enlarge: "allow" }]],
  ["w=300,fit=squeeze", [{ op: "resize", width: 300, enlarge: "allow" }]],
  ["w=300,h=200,fit=cover,gravity=left", [cover({ anchor: { kind: "named", at: "left" } })]],
  ["w=300,h=200,fit=cover,g=0x0", [cover({ anchor: { kind: "named", at: "top-left" } })]],
  ["w=300,h=200,fit=cover,g=0.5x1", [cover({ anchor: { kind: "named", at: "bottom" } })]],
  ["w=300,h=200,fit=cover,g=0.25x.75", [cover({ anchor: point(0.25, 0.75) })]],
  ["w=300,h=200,fit=cover,g=0.25x.75,gravity.mode=box-center", [cover({ anchor: point(0.25, 0.75, "center") })]],
  ["w=300,h=200,fit=cover,g=1x0,gravity.mode=box-center", [cover({ anchor: point(1, 0, "center") })]],
  ["w=300,h=200,fit=cover,g=1x0,gravity.mode=remainder", [cover({ anchor: { kind: "named", at: "top-right" } })]],
  ["w=300,h=200,fit=crop,g=auto", [cover({ enlarge: "never", anchor: eye })]],
  ["w=300,h=200,fit=cover,g=face", [cover({ anchor: face })]],
  ["w=300,h=200,fit=cover,g=face,zoom=0.5", [cover({ anchor: face, zoom: 0.5 })]],
  ["w=300,h=200,fit=cover,g=face,face-zoom=0", [cover({ anchor: face })]],
  ["w=300,h=200,fit=cover,g=entropy", [cover({ anchor: { ...eye, by: ["entropy"] } })]],
  ["w=300,dpr=2", [{ op: "resize", width: 600 }]],
  ["w=301,h=3,dpr=1.5", [{ op: "resize", width: 452, height: 5 }]],
  ["w=1,dpr=0.1", [{ op: "resize", width: 1 }]],
  ["w=300,dpr=9", [{ op: "resize", width: 900 }]],
  ["trim=1;2;3;4", [cut(4, 1), mirror(true, true), cut(2, 3), mirror(true, true)]],
  ["trim=1;0;0;4", [cut(4, 1)]],
  ["trim=0;2;0;0", [mirror(true, false), cut(2, 0), mirror(true, false)]],
  ["trim=0;0;3;0,flip=v", [mirror(false, true), cut(0, 3), mirror(false, true), mirror(false, true)]],
  ["trim=0;0;0;0", []],
  ["trim=1;0;0;1,dpr=2", [cut(2, 2)]],
  ["trim.top=1,trim.left=2,trim.width=30,trim.height=40", [cut(2, 1, 30, 40)]],
  ["trim.width=30", [cut(0, 0, 30)]],
  ["trim.height=40", [cut(0, 0, full, 40)]],
  ["trim.right=5,trim.bottom=6", [mirror(true, true), cut(5, 6), mirror(true, true)]],
  ["trim=border", [{ op: "trim" }]],
  ["trim.border=true", [{ op: "trim" }]],
  [
    "trim=border,trim.border.color=%23f00,trim.border.tolerance=30,trim.border.keep=5",
    [{ op: "trim", color: "ff0000ff", threshold: 30, keep: 5 }],
  ],
  ["trim.border.keep=5,dpr=2", [{ op: "trim", keep: 10 }]],
  ["segment=foreground,trim=border", [{ op: "segment" }, { op: "trim" }]],
  ["flip=h", [mirror(true, false)]],
  ["flip=v", [mirror(false, true)]],
  ["flip=hv", [mirror(true, true)]],
  ["rotate=90", [{ op: "rotate", degrees: 90 }]],
  ["rotate=0", []],
  ["rotate=360", []],
  [
    "w=300,h=200,fit=cover,g=0x0,rotate=90,f=webp",
    [{ op: "rotate", degrees: 90 }, cover({ anchor: { kind: "named", at: "top-left" } })],
    { format: "webp", allowed: all },
  ],
  ["rotate=90,flip=h,w=300", [mirror(true, false), { op: "rotate", degrees: 90 }, { op: "resize", width: 300 }]],
  ["background=red", [{ op: "flatten", color: "ff0000ff" }]],
  ["background=%23ff000080,w=300,h=200,fit=pad", [size({ mode: "pad", enlarge: "allow", background: "ff000080" })]],
  [
    "background=rgb(0%20128%20255),w=300,h=200,fit=pad",
    [size({ mode: "pad", enlarge: "allow", background: "0080ffff" }), { op: "flatten", color: "0080ffff" }],
  ],
  ["background=hsl(120%2C100%25%2C25%25)", [{ op: "flatten", color: "008000ff" }]],
  ["border.width=5", [{ op: "border", width: 5, color: "000000ff" }]],
  ["border.width=5,border.color=red,dpr=2", [{ op: "border", width: 10, color: "ff0000ff" }]],
  [
    "border.top=1,border.right=2,border.bottom=3,border.left=4",
    [{ op: "extend", top: 1, right: 2, bottom: 3, left: 4, color: "000000ff" }],
  ],
  ["border.color=red", []],
  [
    "brightness=1.5,contrast=0.5,gamma=2,saturation=0",
    [{ op: "adjust", brightness: 1.5, contrast: 0.5, gamma: 2, saturation: 0 }],
  ],
  ["brightness=0,contrast=0,gamma=0", []],
  ["brightness=1", []],
  ["blur=20", [{ op: "blur", sigma: 10 }]],
  ["blur=1", [{ op: "blur", sigma: 0.5 }]],
  ["blur=0,sharpen=0", []],
  [
    "sharpen=2.5,blur=250",
    [
      { op: "blur", sigma: 125 },
      { op: "sharpen", amount: 2.5 },
    ],
  ],
  ["q=80", [], { quality: 80 }],
  ["quality=high", [], { quality: "best" }],
  ["q=medium-high", [], { quality: "normal" }],
  ["q=medium-low", [], { quality: "lighter" }],
  ["q=low", [], { quality: "lightest" }],
  ["q=85,scq=50", [], { quality: 85, savingQuality: 50 }],
  ["slow-connection-quality=low", [], { savingQuality: "lightest" }],
  ["f=auto", [], { format: "auto", allowed: all }],
  ["format=avif", [], { format: "avif", allowed: all }],
  ["f=webp,q=100", [], { format: "webp", allowed: all, quality: 100, lossless: true }],
  ["f=jpeg", [], { format: "jpeg", allowed: all, progressive: true }],
  ["f=baseline-jpeg", [], { format: "jpeg", allowed: all }],
  ["f=png", [], { format: "png", allowed: all }],
  ["f=png-force", [], { format: "png", allowed: all }],
  ["anim=false", [], { animated: false, allowed: ["jpeg", "png"] }],
  ["anim=true", []],
  ["compression=fast", [], { effort: "fast" }],
  ["compression=fast,f=auto", [], { effort: "fast" }],
  ["compression=fast,f=webp", [], { effort: "fast", format: "webp", allowed: all }],
  ["metadata=none", [], { metadata: "none" }],
  ["metadata=keep", [], { metadata: "keep" }],
  ["metadata=copyright,upscale=interpolate,onerror=redirect", []],
  ["width=auto,wbreakpoints=100;200,wdesktop=150,wmobile=50", [{ op: "resize", width: 150 }]],
  ["%77=%33", [{ op: "resize", width: 3 }]],
];

test("no address stands twice in the table, and every option has a row", () => {
  expect(new Set(rows.map(([options]) => options)).size).toBe(rows.length);
  const seen = new Set(rows.flatMap(([options]) => options.split(",").map((pair) => pair.split("=")[0])));
  expect(Object.keys(words).filter((name) => !seen.has(name))).toEqual([]);
  expect(Object.keys(makers).toSorted()).toEqual(Object.keys(words).toSorted());
});

test.each(rows)("%s", (options, steps, encode = {}) => {
  expect(read(options).plan).toEqual(
    checkPlan({ source, steps: [{ op: "orient" }, ...steps], encode: { ...defaults, ...encode } }),
  );
});

test("json asks for facts, of the picture after the steps", () =>
  expect(read("f=json,w=10")).toEqual({
    answer: "info",
    plan: checkPlan({ source, steps: [{ op: "orient" }, { op: "resize", width: 10 }], encode: defaults }),
  }));

describe("width=auto", () => {
  test.each<[Hints, number]>([
    [{}, 1200],
    [{ width: 300 }, 320],
    [{ width: 321 }, 768],
    [{ viewportWidth: 400 }, 768],
    [{ viewportWidth: 400, dpr: 2 }, 960],
    [{ width: 100, viewportWidth: 4000, dpr: 3 }, 320],
    [{ viewportWidth: 4000 }, 1200],
    [{ dpr: 2 }, 1200],
  ])("with %j", (hints, width) => {
    const delivery = read("w=auto", hints);
    expect(delivery.plan.steps[1]).toMatchObject({ op: "resize", width, enlarge: "never" });
    expect(delivery.hinted).toEqual(["dpr", "width", "viewportWidth"]);
  });
  test("hints mean nothing to other widths", () => expect(read("w=10", { dpr: 2 })).toEqual(read("w=10")));
});

describe("hosted pictures", () => {
  const ask = (path: string) => hosted.parse({ path, query: "" });
  test.each<[string, readonly StepInput[]]>([
    ["public", [{ op: "resize", width: 1366, height: 768 }]],
    ["thumb", [cover({ width: 100, height: 80 })]],
    [
      "w=400,sharpen=3",
      [
        { op: "resize", width: 400 },
        { op: "sharpen", amount: 3 },
      ],
    ],
  ])("%s", (last, steps) => {
    const plan = checkPlan({
      source,
      steps: [{ op: "orient" }, ...steps],
      encode: { ...defaults, format: "auto", allowed: all },
    });
    expect(ask(`/${hash}/${id}/${last}`).plan).toEqual(plan);
    expect(ask(`/cdn-cgi/imagedelivery/${hash}/${id}/${last}`).plan).toEqual(plan);
  });
  test.each([
    ["a.jpg", "a.jpg"],
    ["a/b%20c", "a/b c"],
    ["a%2Fb", "a/b"],
  ])("the id %s is a name", (raw, name) =>
    expect(ask(`/${hash}/${raw}/public`).plan.source).toEqual({ kind: "name", names: [name] }),
  );
  test.each([
    [`/${hash}/${id}/nothing`, "OPERATION_UNKNOWN"],
    [`/${hash}/${id}/constructor`, "OPERATION_UNKNOWN"],
    [`/${hash}/${id}/w=x`, "PLAN_INVALID"],
    [`/cdn-cgi/imagedelivery/other/${id}/public`, "KEY_UNKNOWN"],
    [`/${hash}/${id}`, "TARGET_INVALID"],
    [`/${hash}/${id}/`, "TARGET_INVALID"],
    [`/${hash}/`, "TARGET_INVALID"],
    [`/${hash}//public`, "TARGET_INVALID"],
    [`/${hash}/../public`, "TARGET_INVALID"],
    [`/${hash}/%zz/public`, "TARGET_INVALID"],
    ["/other/a/public", "TARGET_INVALID"],
  ])("%s is refused", (path, code) => expect(codeOf(() => ask(path))).toBe(code));
  test("without a hash there are none", () =>
    expect(codeOf(() => dialect.parse({ path: `/${hash}/${id}/public`, query: "" }))).toBe("TARGET_INVALID"));
});

describe("sources", () => {
  const ask = (raw: string, query = "") => dialect.parse({ path: `/cdn-cgi/image/w=1/${raw}`, query });
  const url = (text: string) => ({ kind: "url", url: text });
  test.each<[string, string, object]>([
    [id, "", source],
    ["uploads/a%20b.jpg", "", { kind: "name", names: ["uploads/a b.jpg"] }],
    ["/uploads/a.jpg", "", { kind: "name", names: ["uploads/a.jpg"] }],
    ["a.jpg", "v=1", { kind: "name", names: ["a.jpg"] }],
    ["a.jpg%3Fv=1", "", { kind: "name", names: ["a.jpg"] }],
    ["https://x.test/a.jpg", "", url("https://x.test/a.jpg")],
    ["https:/x.test/a.jpg", "", url("https://x.test/a.jpg")],
    ["http://x.test/a%20b.jpg", "", url("http://x.test/a%20b.jpg")],
    ["https://x.test/a.jpg", "b=1&c=%20", url("https://x.test/a.jpg?b=1&c=%20")],
    ["https://x.test/a.jpg", "exp=5", url("https://x.test/a.jpg?exp=5")],
    ["https://x.test/a.jpg", "b=1&exp=5&sig=6", url("https://x.test/a.jpg?b=1")],
    ["https://x.test/a.jpg%3Fb=1&c=2", "", url("https://x.test/a.jpg?b=1&c=2")],
    ["https://x.test/a%3Fb.jpg", "c=1", url("https://x.test/a%3Fb.jpg?c=1")],
    ["https%3A%2F%2Fx.test%2Fa.jpg%3Fb%3D1", "", url("https://x.test/a.jpg?b=1")],
    ["https:%2F%2Fx.test%2Fa.jpg", "", url("https://x.test/a.jpg")],
  ])("%s ? %s", (raw, query, expected) => expect(ask(raw, query).plan.source).toEqual(expected));
  test.each([
    ["", "TARGET_INVALID"],
    ["..", "TARGET_INVALID"],
    ["a/../b", "TARGET_INVALID"],
    ["%2e%2e/a", "TARGET_INVALID"],
    ["a%5Cb", "TARGET_INVALID"],
    ["a%00b", "TARGET_INVALID"],
    ["a%zz", "TARGET_INVALID"],
    ["https://", "TARGET_INVALID"],
    ["https%3A%2F%2Fx.test%2F%0Aa", "TARGET_INVALID"],
    ["https%3A%2F%2Fx.test%2Fa b", "TARGET_INVALID"],
    ["cdn-cgi/image/w=1/a.jpg", "TARGET_INVALID"],
    ["https://u:p@x.test/", "PLAN_INVALID"],
  ])("%s is refused", (raw, code) => expect(codeOf(() => ask(raw))).toBe(code));
  test("options are not optional", () => {
    expect(codeOf(() => dialect.parse({ path: "/cdn-cgi/image//a.jpg", query: "" }))).toBe("TARGET_INVALID");
    expect(codeOf(() => dialect.parse({ path: "/cdn-cgi/image/a.jpg", query: "" }))).toBe("TARGET_INVALID");
    expect(codeOf(() => dialect.parse({ path: "/cdn-cgi/image/photos/a.jpg", query: "" }))).toBe("PLAN_INVALID");
  });
});

describe("notices", () => {
  test.each<[string, RegExp]>([
    ["w=3,fit=cover", /fit=cover needs width and height/],
    ["w=3,fit=pad", /fit=pad needs/],
    ["fit=cover", /fit has no effect/],
    ["w=3,dpr=4", /dpr is at most 3/],
    ["onerror=redirect", /is not done/],
    ["w=3,h=2,g=left", /gravity has no effect/],
    ["w=3,h=2,fit=cover,g=left,zoom=1", /zoom has no effect/],
    ["background=%23ff000080", /background has no effect/],
    ["wdesktop=3", /without width=auto/],
    ["trim=1;1;1;1,trim.border=true", /no effect beside trim=border/],
  ])("%s", (options, text) => expect(read(options).notices?.join()).toMatch(text));
  test("a path's query", () =>
    expect(dialect.parse({ path: "/cdn-cgi/image/w=1/a.jpg", query: "v=1" }).notices).toEqual([
      "the query behind a path is not looked at",
    ]));
  test("nothing else is told", () =>
    expect(read("w=3,h=2,fit=cover,g=face,zoom=1,background=red").notices).toBeUndefined());
});
