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
    ({ url, steps = [], encode = {}, canonical = url, oriented, answer, fileName, disposition, facts, notices }) => {
      const source = { kind: "file", id } as const;
      const orient = oriented === false ? [] : [{ op: "orient" } as const];
      const plan = checkPlan(answer === "original" ? { source } : { source, steps: [...orient, ...steps], encode });
      const delivery: Delivery = {
        answer: answer ?? (facts ? "info" : "image"),
        plan,
        ...(fileName !== undefined && { fileName }),
        ...(disposition && { disposition }),
        ...(facts && { facts }),
      };
      expect(read(url)).toEqual({ ...delivery, ...(notices && { notices }) });
      expect(write(delivery)).toBe(canonical);
      expect({ ...read(canonical), notices }).toEqual({ ...delivery, notices });
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
    "-/zoom_objects/10/",
    "-/rasterize/",
    "-/srgb/keep_profile/",
    "gif2video/",
    "gif2video/-/format/mp4/",
    "detect_faces/",
    "video/-/size/4x4/",
    "document/",
    "-/crop/face/",
    "-/crop/image/",
    "-/crop/face/1:1/center/",
    "-/crop/car/200px200p/",
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
    "-/smart_resize/",
    "-/smart_resize/x/",
    "-/smart_resize/50px50p/",
    "-/smart_resize/3x2/center/",
    "-/jsonp/x/",
    "-/main_colors/0/",
    "-/main_colors/257/",
    "-/main_colors/4/4/",
    "-/srgb/",
    "-/srgb/slow/",
    "-/srgb/fast/icc/",
    "-/max_icc_size/",
    "-/max_icc_size/-1/",
    ...["brightness", "exposure", "gamma", "contrast", "saturation", "vibrance", "warmth"].flatMap((word) => [
      `-/${word}/`,
      `-/${word}/1001/`,
      `-/${word}/-501/`,
      `-/${word}/1/1/`,
      `-/${word}/1.5/`,
      `-/${word}/+1/`,
      `-/${word}/1e1/`,
      `-/${word}/--1/`,
      `-/${word}/x/`,
    ]),
    "-/brightness/101/",
    "-/exposure/501/",
    "-/gamma/-1/",
    "-/warmth/101/",
    "-/enhance/101/",
    "-/enhance/-1/",
    "-/enhance/1/1/",
    "-/invert/1/",
    "-/filter/",
    "-/filter/Adaris/",
    "-/filter/toString/",
    "-/filter/adaris/201/",
    "-/filter/adaris/-101/",
    "-/filter/adaris/1/1/",
    "-/blur_region/",
    "-/blur_region/300x200/",
    "-/blur_region/300x/1,2/",
    "-/blur_region/300x200/center/",
    "-/blur_region/300x200/1,2/5001/",
    "-/blur_region/300x200/1,2,3/",
    "-/blur_region/0px10p/1,2/",
    "-/blur_region/101px10p/1,2/",
    "-/blur_region/faces/1/2/",
    "-/blur_region/face/",
    "-/border_radius/",
    "-/border_radius/10,/",
    "-/border_radius/1,2,3,4,5/",
    "-/border_radius/-1/",
    "-/border_radius/8193/",
    "-/border_radius/101p/",
    "-/border_radius/10/1,2,3,4,5/",
    "-/border_radius/1/2/3/",
    "-/overlay/",
    "-/overlay/me/",
    "-/overlay/self/50p/50p/",
    "-/overlay/self/50px/",
    "-/overlay/self/101p/",
    "-/overlay/self/center/50px50p/",
    "-/overlay/self/0px50p/",
    "-/overlay/6F6E6C79-2074-4573-a420-64617461aa01/",
    "-/rect/fff/10x10/",
    "-/rect/red/10x10/0,0/",
    "-/rect/fff/101px10p/0,0/",
    "-/rect/fff/10x10/0,0/1/",
    "-/text/10x10/0,0/",
    "-/text/10x/0,0/a/",
    "-/text/10x10/middle/a/",
    "-/text/10x10/0,0/a/b/",
    "-/text/10x10/0,0/a~/",
    "-/text/10x10/0,0/~N/",
    "-/text/10x10/0,0/~~~/",
    `-/text/10x10/0,0/${"a".repeat(1001)}/`,
    "-/text/8193x10/0,0/a/",
    "-/font/",
    "-/font/0/",
    "-/font/1001/",
    "-/font/24/bold/",
    "-/font/bold/bold/",
    "-/font/Comic/",
    "-/font/10/fff/DejaVu/x/",
    "-/text_align/left/",
    "-/text_align/top/left/",
    "-/text_align/left/top/x/",
    "-/text_box/",
    "-/text_box/round/",
    "-/text_box/fit/red/",
    "-/text_box/fit/fff/1001/",
    "-/text_box/fit/10/",
    "-/text_box/fit/fff/1/1/",
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
    "-/text/10x10/0,0/-/",
    "-/text/10x10/0,0/../",
    "-/text/10x10/0,0/a%2fb/",
    "-/text/10x10/0,0/a%0ab/",
    "-/text/10x10/0,0/a\\b/",
    "-/text/10x10/0,0/%E2%80%8F/x%5C/",
    "a".repeat(256),
    "%D0%BA".repeat(128),
  ],
};

describe("refusals", () => {
  const cases = Object.entries(refusals).flatMap(([code, urls]) => urls.map((url) => [url, code] as const));
  test.each(cases)("%s", (url, code) => expect(codeOf(() => read(url))).toBe(code));

  test("a wrong argument's hint names the word, the argument and what is allowed", () => {
    for (const url of refusals.PLAN_INVALID ?? []) {
      const [, word = "", given = ""] = /-\/([^/]+)\/(.*)$/.exec(url) ?? [];
      const hint = errorOf(() => read(url))?.detail.hint ?? "";
      expect(hint, url).toMatch(new RegExp(`^${word} takes \\S.*; not (?:nothing|"[^"]*")`));
      if (/^[\w.:]+\/$/.test(given)) expect(hint, url).toContain(`"${given.slice(0, -1).slice(0, 40)}"`);
    }
  });

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
  test("hints name the word, what came, cut and escaped, and what it takes", () => {
    expect(errorOf(() => read("-/resize/evil<script>/"))?.detail.hint).toBe(
      'resize takes a size in pixels: 300x200, 300x or x200; not "evil<script>"',
    );
    expect(errorOf(() => read("-/resize/"))?.detail.hint).toMatch(/; not nothing$/);
    expect(errorOf(() => read("-/zoom_objects/5/"))?.detail.hint).toMatch(/^zoom_objects: /);
    expect(errorOf(() => read("-/evil%22%C3%A9/"))?.detail.hint).toBe(String.raw`no word is named "evil\"\u00e9"`);
    const long = errorOf(() => read(`-/blur/${"9".repeat(1000)}/`))?.detail.hint ?? "";
    expect(long).toContain(`"${"9".repeat(40)}"`);
    expect(long.length).toBeLessThan(300);
  });
  test("what only the language's own limits refuse is told under the word's name", () => {
    const hint = errorOf(() => read("-/preview/-/rect/fff/300px10p/0,0/"))?.detail.hint;
    expect(hint).toMatch(/^rect takes a colour in hex.*not "fff\/300px10p\/0,0" \(overlay\.layer must be /);
  });
  test("twenty steps are the most, the orientation among them", () => {
    expect(read("-/flip/".repeat(19)).plan.steps).toHaveLength(20);
  });
});
