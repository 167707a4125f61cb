/** Addresses as other people's builders write them, with options drawn at random from what they document. */
import nuxtProvider from "@nuxt/image/runtime/providers/uploadcare";
import { uploadcareLoader } from "@uploadcare/nextjs-loader/build/utils/loader.js";
import { generate, type UploadcareOperations } from "unpic/providers/uploadcare";
import { describe, expect, test } from "vitest";
import { dialect, id, pick, seeded, whole } from "./fixture.ts";

type Random = () => number;

const qualities = ["normal", "better", "best", "lighter", "lightest"] as const;
const formats = ["auto", "jpeg", "png", "webp", "preserve"] as const;
const yesNo = ["yes", "no"] as const;
const side = (random: Random): number => whole(random, 1, 3000);

/** Parses an address and says it again: both mean the same picture. */
function expectSound(url: string): void {
  const { pathname, host } = new URL(url);
  expect(host).toBe("ucarecdn.com");
  const { notices: _, ...delivery } = dialect.parse({ path: pathname, query: "" });
  expect(delivery.answer, url).toBe("image");
  const { notices: __, ...again } = dialect.parse({ path: dialect.format(delivery), query: "" });
  expect(again, url).toEqual(delivery);
}

/** Each key by chance. */
function some<Options extends object>(random: Random, options: Options): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(() => random() < 0.3)) as Partial<Options>;
}

describe("@uploadcare/nextjs-loader", () => {
  test("2,000 widths, qualities and names", () => {
    const random = seeded(11);
    for (let run = 0; run < 2000; run++) {
      const name = pick(random, ["", "cat.jpg", "photo.png", "a%20b.webp", "scan.jpeg"]);
      const quality = pick(random, [undefined, 0, whole(random, 1, 100)]);
      const width = pick(random, [16, 640, 3840, side(random), 6000]);
      const url = uploadcareLoader({
        src: `https://ucarecdn.com/${id}/${name}`,
        width,
        ...(quality !== undefined && { quality }),
      });
      expectSound(url);
    }
  });

  test("what it writes means what it says", () => {
    const url = new URL(uploadcareLoader({ src: `https://ucarecdn.com/${id}/cat.jpg`, width: 4000, quality: 75 }));
    expect(dialect.parse({ path: url.pathname, query: "" })).toMatchObject({
      fileName: "cat.jpg",
      plan: {
        steps: [{ op: "orient" }, { op: "resize", width: 4000, mode: "inside", enlarge: "never" }],
        encode: { format: "jpeg", quality: "normal", progressive: true },
      },
    });
  });

  test("parameters of the environment go in between", () => {
    process.env["NEXT_PUBLIC_UPLOADCARE_TRANSFORMATION_PARAMETERS"] = "format/png, blur/20, quality/best";
    try {
      expectSound(uploadcareLoader({ src: `https://ucarecdn.com/${id}/cat.jpg`, width: 100 }));
    } finally {
      delete process.env["NEXT_PUBLIC_UPLOADCARE_TRANSFORMATION_PARAMETERS"];
    }
  });
});

describe("unpic", () => {
  // Left out: `flip` and `mirror`, which it writes with a value; values with a slash, which it encodes; `zoom_objects`.
  const draw = (random: Random): UploadcareOperations => ({
    width: side(random),
    ...(random() < 0.5 && { height: side(random) }),
    ...some(random, {
      format: pick(random, formats) as string,
      quality: pick(random, qualities),
      preview: `${side(random)}x${side(random)}` as const,
      stretch: pick(random, ["on", "off", "fill"] as const),
      smart_resize: `${side(random)}x${side(random)}` as const,
      crop: pick(random, ["16:9", "1:1", "300x200", "50px50p"]),
      scale_crop: `${side(random)}x${side(random)}`,
      border_radius: pick(random, ["10", "50p", "10,20", "1,2,3,4p"]),
      setfill: pick(random, ["fff", "8d8578", "00000080"]),
      autorotate: pick(random, yesNo),
      rotate: pick(random, [0, 90, 180, 270]),
      progressive: pick(random, yesNo),
      strip_meta: pick(random, ["all", "none", "sensitive"] as const),
    }),
  });

  test("2,000 sets of options", () => {
    const random = seeded(12);
    for (let run = 0; run < 2000; run++)
      expectSound(generate(`https://ucarecdn.com/${id}/${pick(random, ["", "cat.jpg"])}`, draw(random)));
  });
});

describe("@nuxt/image", () => {
  const { getImage } = nuxtProvider();
  const ask = (modifiers: object): string =>
    // It takes modifiers apart, so each call gets its own; the context is not read by this provider.
    getImage(id, { modifiers: { ...modifiers } }, undefined as never).url;

  // Left out: qualities in numbers, which the service does not know.
  const draw = (random: Random): object => ({
    width: side(random),
    ...pick(random, [
      {},
      { height: side(random) },
      { height: side(random), fit: pick(random, ["cover", "contain", "fill", "inside", "outside"]) },
      { fit: pick(random, ["contain", "inside"]) },
    ]),
    ...some(random, {
      format: pick(random, formats),
      quality: pick(random, [...qualities, "smart", "smart_retina"]),
      progressive: pick(random, yesNo),
      blur: pick(random, [5, [20, 50], [20, -100]]),
      sharp: whole(random, 0, 20),
      rotate: pick(random, [90, 180, 270]),
      enhance: whole(random, 0, 100),
      filter: pick(random, ["adaris", ["briaril", 50]]),
      brightness: whole(random, -100, 100),
      crop: pick(random, [[`${side(random)}x${side(random)}`, "center"], ["16:9"]]),
      border_radius: pick(random, ["50p", ["10,20", "5"]]),
      overlay: ["self", "50px50p", "center", "40p"],
      setfill: "fff",
      strip_meta: pick(random, ["all", "none"]),
    }),
  });

  test("2,000 sets of modifiers", () => {
    const random = seeded(13);
    for (let run = 0; run < 2000; run++) expectSound(ask(draw(random)));
  });

  test("its fits mean what the service's words mean", () => {
    const step = (modifiers: object) =>
      dialect.parse({ path: new URL(ask(modifiers)).pathname, query: "" }).plan.steps[1];
    const box = { width: 300, height: 200 };
    expect(step({ ...box, fit: "cover" })).toMatchObject({ ...box, mode: "cover", enlarge: "allow" });
    expect(step({ ...box, fit: "inside" })).toMatchObject({ ...box, mode: "pad", fill: "border" });
    expect(step(box)).toMatchObject({ ...box, mode: "force" });
  });
});
