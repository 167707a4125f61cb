import { checkPlan, type Delivery, type ErrorCode } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, errorOf, id, read, write } from "./fixture.ts";
import { rows } from "./plans.ts";

test("the table is long, and no address stands in it twice", () => {
  expect(rows.length).toBeGreaterThanOrEqual(150);
  expect(new Set(rows.map(({ url }) => url)).size).toBe(rows.length);
});

describe("addresses and plans", () => {
  test.each(rows)(
    "$url",
    ({ url, steps = [], encode = {}, canonical = url, oriented, answer, fileName, disposition }) => {
      const source = { kind: "file", id } as const;
      const orient = oriented === false ? [] : [{ op: "orient" } as const];
      const plan = checkPlan(answer === "original" ? { source } : { source, steps: [...orient, ...steps], encode });
      const delivery: Delivery = {
        answer: answer ?? "image",
        plan,
        ...(fileName !== undefined && { fileName }),
        ...(disposition && { disposition }),
      };
      expect(read(url)).toEqual(delivery);
      expect(write(delivery)).toBe(canonical);
      expect(read(canonical)).toEqual(delivery);
    },
  );
});

const refusals: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  OPERATION_UNKNOWN: [
    "-/prevew/",
    "-/Preview/",
    "-/effect/",
    "-/effect/effect/flip/",
    "-/__proto__/",
    "-/constructor/x/",
    "-/resize%20/3x/",
    "-/clib/x/",
  ],
  OPERATION_UNSUPPORTED: [
    "-/smart_resize/300x200/",
    "-/brightness/10/",
    "-/exposure/1/",
    "-/gamma/100/",
    "-/contrast/1/",
    "-/saturation/1/",
    "-/vibrance/1/",
    "-/warmth/1/",
    "-/enhance/",
    "-/invert/",
    "-/filter/adaris/100/",
    "-/overlay/self/",
    "-/rect/fff/1x1/0,0/",
    "-/text/1x1/0,0/a/",
    "-/font/20/",
    "-/text_align/left/top/",
    "-/text_box/fit/",
    "-/border_radius/10/",
    "-/zoom_objects/10/",
    "-/rasterize/",
    "-/blur_region/faces/",
    "-/srgb/fast/",
    "-/max_icc_size/10/",
    "-/jsonp/",
    "-/main_colors/4/",
    "gif2video/",
    "gif2video/-/format/mp4/",
    "detect_faces/",
    "video/-/size/4x4/",
    "document/",
    "-/strip_meta/sensitive/",
    "-/blur/10/50/",
    "-/blur/10/-100/",
    "-/blur/10/0/",
    "-/crop/face/",
    "-/crop/image/",
    "-/crop/face/1:1/center/",
    "-/crop/car/200px200p/",
    "-/scale_crop/3x2/smart_faces/",
    "-/scale_crop/3x2/smart_objects/center/",
    "-/scale_crop/3x2/smart_faces_objects/",
    "-/scale_crop/3x2/smart_objects_faces/",
    "-/scale_crop/3x2/smart/10p,20p/",
    "-/scale_crop/3x2/smart/1,2/",
  ],
  PLAN_INVALID: [
    "-/preview/300x/",
    "-/preview/x/",
    "-/preview/300/",
    "-/preview/300x200x1/",
    "-/preview/50px50p/",
    "-/preview/300x200/center/",
    "-/preview/0x10/",
    "-/preview/+3x2/",
    "-/preview/-3x2/",
    "-/preview/3e1x2/",
    "-/preview/%203x2/",
    "-/preview/3x2%20/",
    "-/preview/3.5x2/",
    "-/preview/123456x2/",
    "-/preview/16385x2/",
    "-/preview/0x1fx2/",
    "-/preview/%D9%A3x2/",
    "-/preview/3X2/",
    "-/preview/NaNx2/",
    "-/preview/Infinityx2/",
    "-/resize/",
    "-/resize/x/",
    "-/resize/300/",
    "-/resize/300x200/300x200/",
    "-/resize/50p/",
    "-/resize/50px/",
    "-/resize/99999x/",
    "-/resize/300x",
    "-/stretch/",
    "-/stretch/maybe/",
    "-/stretch/on/off/",
    "-/scale_crop/",
    "-/scale_crop/300x/",
    "-/scale_crop/x200/",
    "-/scale_crop/3x2/middle/",
    "-/scale_crop/3x2/-1,0/",
    "-/scale_crop/3x2/1/",
    "-/scale_crop/3x2/1,2,3/",
    "-/scale_crop/3x2/1p,2/",
    "-/scale_crop/3x2/101p,0p/",
    "-/scale_crop/3x2/-1p,0p/",
    "-/scale_crop/3x2/center/center/",
    "-/scale_crop/3x2/center/smart/",
    "-/scale_crop/3x2/smart/center/x/",
    "-/scale_crop/3x2/smart/middle/",
    "-/scale_crop/3x2/smarter/",
    "-/scale_crop/50px50p/center/",
    "-/scale_crop/3x2/toString/",
    "-/crop/",
    "-/crop/300x/",
    "-/crop/x200/",
    "-/crop/x/",
    "-/crop/300x200/1,2/3/",
    "-/crop/300x200/1p,2/",
    "-/crop/1:0/",
    "-/crop/0:1/",
    "-/crop/1:1:1/",
    "-/crop/:/",
    "-/crop/1:/",
    "-/crop/1:1/nowhere/",
    "-/crop/0px50p/",
    "-/crop/1001px1p/",
    "-/crop/300x200/99999,0/",
    "-/crop/300x200/--1,0/",
    "-/rotate/",
    "-/rotate/45/",
    "-/rotate/-90/",
    "-/rotate/450/",
    "-/rotate/90/90/",
    "-/rotate/90.0/",
    "-/flip/x/",
    "-/mirror/1/",
    "-/autorotate/",
    "-/autorotate/true/",
    "-/autorotate/yes/no/",
    "-/blur/-1/",
    "-/blur/5001/",
    "-/blur/1.5/",
    "-/blur/1/101/",
    "-/blur/1/-201/",
    "-/blur/1/2/3/",
    "-/sharp/21/",
    "-/sharp/-1/",
    "-/sharp/1/1/",
    "-/grayscale/50/",
    "-/trim/256/",
    "-/trim/10p/",
    "-/trim/1/2/3/",
    "-/trim/1/9999/",
    "-/setfill/",
    "-/setfill/red/",
    "-/setfill/%23fff/",
    "-/setfill/ff/",
    "-/setfill/fffff/",
    "-/setfill/fff/fff/",
    "-/format/",
    "-/format/gif/",
    "-/format/avif/",
    "-/format/jpg/",
    "-/format/JPEG/",
    "-/format/png/jpeg/",
    "-/format/toString/",
    "-/quality/",
    "-/quality/80/",
    "-/quality/constructor/",
    "-/progressive/",
    "-/progressive/1/",
    "-/strip_meta/",
    "-/strip_meta/some/",
    "-/inline/",
    "-/inline/maybe/",
    "-/json/1/",
  ],
  PLAN_TOO_LARGE: ["-/flip/".repeat(20), "-/json/".repeat(101)],
  TARGET_INVALID: [
    "-/",
    "-/-/preview/",
    "-/preview/-/",
    "cat.jpg/",
    "cat.jpg/dog.jpg",
    "nth/0/",
    "..",
    ".",
    "%2e%2e",
    "%2E.",
    "a%2fb",
    "a%2Fb",
    "a%5cb",
    "a\\b",
    "a%00b",
    "a%0ab",
    "a%7fb",
    "%",
    "%zz",
    "%e0%80",
    "%ff",
    "%c0%af",
    "%ed%a0%80",
    "é.jpg",
    "-/preview/..%2f/",
    "-/preview/../",
    "-/..%2fpreview/",
    "..%2f/-/preview/",
    "-/preview/%2e%2e/x",
    "50%x50%",
    "-/crop/50%x50%/",
    "a%E2%80%AEgpj.exe",
    "a".repeat(256),
    "%D0%BA".repeat(128),
  ],
};

describe("refusals", () => {
  const cases = Object.entries(refusals).flatMap(([code, urls]) => urls.map((url) => [url, code] as const));
  test.each(cases)("%s", (url, code) => expect(codeOf(() => read(url))).toBe(code));

  test.each([
    "",
    "/",
    "//",
    `/${id.toUpperCase()}/`,
    `/${id}`.slice(0, -1),
    `x/${id}/`,
    `//${id}/`,
    `/${id}~2/`,
    "/6f6e6c79-2074-1573-a420-64617461aa01/",
    `/${id}%2f`,
  ])("path %s", (path) => expect(codeOf(() => dialect.parse({ path, query: "" }))).toBe("TARGET_INVALID"));
});

describe("details", () => {
  test("an id alone is the original", () =>
    expect(dialect.parse({ path: `/${id}`, query: "" }).answer).toBe("original"));
  test("the query has no part in the meaning", () =>
    expect(dialect.parse({ path: `/${id}/`, query: "-/preview/&x=%zz" })).toEqual(read("")));
  test("hints name the word and what it takes, not what came", () => {
    expect(errorOf(() => read("-/resize/evil<script>/"))?.detail.hint).toBe(
      "resize takes a size in pixels: 300x200, 300x or x200",
    );
    expect(errorOf(() => read("-/overlay/self/"))?.detail.hint).toMatch(/^overlay: /);
    expect(errorOf(() => read("-/evil/"))?.detail.hint).toBeUndefined();
  });
  test("twenty steps are the most, the orientation among them", () => {
    expect(read("-/flip/".repeat(19)).plan.steps).toHaveLength(20);
  });
});
