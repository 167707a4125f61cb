import { IntaglioError } from "@intaglio/contract";
import { ipx } from "@intaglio/dialects/ipx";
import { describe, expect, test } from "vitest";
import { words } from "../../src/ipx/vocabulary.ts";
import { pick, seeded, whole } from "../uploadcare/fixture.ts";
import { codeOf, dialect, errorOf, exp, host, id, read, request, signingKey } from "./fixture.ts";

const values = [
  "-1",
  "1e5",
  "0x10",
  "NaN",
  "Infinity",
  "-Infinity",
  "1.2.3",
  "123456",
  "%20",
  "%00",
  "%D9%A3",
  "null",
  "true",
  "constructor",
  "__proto__",
  "%3Cscript%3E",
  "9".repeat(3000),
  "..",
  "1_2_3_4_5_6_7_8_9",
];
const lenient = [
  "f",
  "format",
  "a",
  "animated",
  "autoorient",
  "enlarge",
  "flatten",
  "unflatten",
  "flip",
  "flop",
  "grayscale",
];

describe("hostile values", () => {
  test.each(Object.keys(words))("%s takes them or says what it takes", (name) => {
    let refused = 0;
    for (const value of values) {
      const error = errorOf(() => read(`${name}_${value}`));
      if (!error) continue;
      refused++;
      expect(error.status).toBe(400);
      if (error.code !== "PLAN_INVALID") continue;
      const hint = error.detail.hint ?? "";
      expect(hint).toMatch(new RegExp(`^${name} takes .+, not "`));
      expect(hint.length).toBeLessThan(300);
    }
    expect(refused).toBeGreaterThan(lenient.includes(name) ? 0 : 5);
  });

  test.each(["f_tiff", "f_heif", "format_svg"])("%s is not written", (modifiers) =>
    expect(codeOf(() => read(modifiers))).toBe("OPERATION_UNSUPPORTED"),
  );
  test.each(["brightness", "opacity", "tint", "linear", "clahe", "crop_1_2_3", "hue_", "lightness"])(
    "%s lacks a value",
    (modifiers) => expect(codeOf(() => read(modifiers))).toBe("PLAN_INVALID"),
  );
  test("too many modifiers, and steps, are refused", () => {
    expect(codeOf(() => read("x,".repeat(101)))).toBe("PLAN_TOO_LARGE");
    const all =
      "trim,crop_0_0_9_9,flatten,gamma,grayscale,flip,w_9,extract_0_0_9_9,extend_1,median,threshold,dilate,erode,blur,unflatten,hue_9,sharpen,opacity_0.5,linear_2,normalize,clahe_9,negate";
    expect(codeOf(() => read(all))).toBe("PLAN_TOO_LARGE");
  });
});

describe("monsters", () => {
  const long = 200_000;
  const monsters = [
    "w_".repeat(long),
    ",".repeat(long),
    "_".repeat(long),
    `s_${"9".repeat(long)}x1`,
    `b_rgb(${"1,".repeat(long)})`,
    "%".repeat(long),
    "/".repeat(long),
    `_/${"../".repeat(long)}`,
    `_/https:${"/".repeat(long)}`,
    `_/http://${"a.".repeat(long)}`,
  ];
  test.each(monsters.flatMap((text) => [text, text.slice(0, 4000)]))("%#", (text) => {
    const target = { path: `/_ipx/${text}/${id}`, query: text };
    let best = Infinity;
    for (let run = 0; run < 5 && best > 5; run++) {
      const start = performance.now();
      codeOf(() => dialect.parse(target));
      best = Math.min(best, performance.now() - start);
    }
    expect(best).toBeLessThan(5);
    codeOf(() => dialect.verify(target, 0));
    codeOf(() => dialect.sign(target.path, exp, "exact"));
    codeOf(() => dialect.route(target.path));
    codeOf(() => dialect.fail(new IntaglioError("TARGET_INVALID"), request(target.path)));
  });

  test("random bytes throw nothing unknown", () => {
    const random = seeded(4);
    const bare = ipx({ prefix: "" }).create(host);
    const parts = [
      ...Object.keys(words),
      ...values,
      "_",
      "=",
      ":",
      ",",
      "&",
      "/",
      "%2f",
      "\\",
      "é",
      "𝒳",
      "\0",
      "?",
      "#",
      id,
      "https:/",
      "x",
    ];
    for (let run = 0; run < 12_000; run++) {
      const text = Array.from({ length: whole(random, 1, 12) }, () => pick(random, parts)).join(
        pick(random, ["", "_"]),
      );
      codeOf(() => dialect.parse({ path: `/_ipx/${text}`, query: "" }));
      codeOf(() => bare.parse({ path: `/${text}`, query: "" }));
      codeOf(() => dialect.verify({ path: `/_ipx/${text}`, query: text }, 0));
      bare.route(`/${text}`);
    }
  });

  test("no error text holds a key", () => {
    const error = errorOf(() => dialect.verify({ path: "/_ipx/_/a", query: `sig=${"0".repeat(64)}` }, 0));
    expect(JSON.stringify([error?.message, error?.detail])).not.toContain(signingKey.slice(0, 8));
  });
});
