import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blur, type ExplainOptions, type Explanation } from "intaglio";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestMedia, deliveryKey, makePhoto, publicKey, secretKey, type TestMedia } from "./support/media.ts";

const missing = "6f6e6c79-2074-4573-a420-64617461aa01";
const modern = "image/avif,image/webp,image/*";
const dialects = [
  uploadcare({ publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey] }),
  cloudinary(),
  cloudflare({ accountHash: "Vi7wi5KSItxGFsWRG2Us6Q", variants: { small: "w=80,h=80,fit=cover" } }),
  ipx(),
];

let open: TestMedia;
let id: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "intaglio-explain-"));
  await mkdir(join(folder, "pictures"));
  await writeFile(join(folder, "pictures", "lying.jpg"), await makePhoto(400, 300));
  open = await createTestMedia({
    dialects,
    delivery: "open",
    folders: [join(folder, "pictures")],
    remote: { origins: ["https://images.example.com"] },
    render: { renderer: "inline" },
  });
  id = await open.upload(await makePhoto(800, 600));
  await open.media.files.update(id, { customId: "cat.jpg" });
});
afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true });
});

/** Sizes as `800x600`, the passes' strokes by name. */
function brief({ steps, output, passes, layers }: Explanation) {
  const size = (of: { width: number; height: number } | null) => (of ? `${of.width}x${of.height}` : "?");
  return {
    steps: steps.map((step) => `${step.op} ${step.atMost ? "<=" : ""}${size(step.size)}`),
    output: output && `${output.format} ${size(output)}`,
    vary: output?.vary ?? [],
    passes: passes.map(({ own, strokes }) => `${strokes.map(({ kind }) => kind).join(" ")}${own ? " alone" : ""}`),
    ...(layers.length > 0 ? { layers: layers.map(({ state }) => state) } : {}),
  };
}

describe("pictures, step by step, as they then come", () => {
  const rows: readonly (readonly [
    url: () => string,
    accept: string | undefined,
    expected: ReturnType<typeof brief>,
  ])[] = [
    [
      () => `/${id}/-/scale_crop/200x200/center/-/blur/30/`,
      modern,
      {
        steps: ["orient 800x600", "resize 200x200", "blur 200x200"],
        output: "avif 200x200",
        vary: ["Accept"],
        passes: ["scale cut blur"],
      },
    ],
    [
      () => `/${id}/-/blur/10/-/resize/300x/-/format/png/`,
      undefined,
      {
        steps: ["orient 800x600", "blur 800x600", "resize 300x225"],
        output: "png 300x225",
        vary: [],
        passes: ["blur", "scale"],
      },
    ],
    [
      () => `/${id}/-/preview/100x100/-/overlay/${id}/50%25x50%25/center/-/format/webp/`,
      undefined,
      {
        steps: ["orient 800x600", "resize 100x75", "overlay 100x75"],
        output: "webp 100x75",
        vary: [],
        passes: ["scale", "scale", "lay alone"],
        layers: ["stored"],
      },
    ],
    [
      () => "/demo/image/upload/c_fill,h_200,w_300/e_sepia/a_90/cat.jpg",
      modern,
      {
        steps: ["orient 800x600", "resize 300x200", "filter 300x200", "rotate 200x300"],
        output: "jpeg 200x300",
        vary: [],
        passes: ["scale cut", "colors alone", "turn"],
      },
    ],
    [
      () => "/cdn-cgi/image/width=300,format=auto,metadata=none/cat.jpg",
      "image/webp",
      { steps: ["orient 800x600", "resize 300x225"], output: "webp 300x225", vary: ["Accept"], passes: ["scale"] },
    ],
    [
      () => "/_ipx/s_300x200,f_webp/cat.jpg",
      undefined,
      { steps: ["resize 300x200"], output: "webp 300x200", vary: [], passes: ["scale cut"] },
    ],
  ];

  test.each(rows.map((row, at) => [at, ...row] as const))("row %i", async (_, url, accept, expected) => {
    const options: ExplainOptions = accept === undefined ? {} : { accept };
    const explanation = await open.media.explain(url(), options);
    expect(brief(explanation)).toEqual(expected);
    expect(explanation).toMatchObject({ status: 200, code: null, refusals: [], limits: [], recipe: "deliver" });
    expect(explanation.rendition?.cached).toBe(false);

    const response = await open.get(url(), accept === undefined ? {} : { accept });
    const { width, height } = await sharp(await response.arrayBuffer()).metadata();
    const { output, rendition } = explanation;
    expect({
      status: response.status,
      type: response.headers.get("content-type"),
      vary: response.headers.get("vary") ?? "",
      etag: response.headers.get("etag"),
      width,
      height,
    }).toEqual({
      status: 200,
      type: output?.type,
      vary: output?.vary.join(", "),
      etag: `"${rendition?.name}"`,
      width: output?.width,
      height: output?.height,
    });
    expect((await open.media.explain(url(), options)).rendition).toEqual({ name: rendition?.name, cached: true });
  });

  test("a cost and settings come along", async () => {
    const { cost, output, delivery } = await open.media.explain(`/${id}/-/resize/80x/-/quality/best/`);
    expect(cost).toMatchObject({ decodedMegapixels: 0.03, paintedMegapixels: 0.03, outputMegapixels: 0.005 });
    expect(cost?.cpuMilliseconds).toBeGreaterThanOrEqual(1);
    expect(output?.settings.quality).toBe("best");
    expect(delivery?.encode).toContain("quality=best");
  });

  test("client hints count as in a request", async () => {
    const url = "/cdn-cgi/image/width=auto,metadata=none/cat.jpg";
    const { output, delivery } = await open.media.explain(url, { headers: { "Sec-CH-Width": "310" } });
    const response = await open.get(url, { "sec-ch-width": "310" });
    expect(delivery?.hinted).toContain("width");
    expect(output?.width).toBe(320);
    expect(output?.vary.join(", ")).toBe(response.headers.get("vary"));
    expect(output?.width).toBe((await sharp(await response.arrayBuffer()).metadata()).width);
  });

  test("all frames of an animation count", async () => {
    const frames = await Promise.all([1, 2, 3].map((seed) => makePhoto(40, 30, seed)));
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const url = `/${await open.upload(gif, { name: "a.gif", type: "image/gif" })}/-/resize/20x/`;
    const { output, cost, passes } = await open.media.explain(url, { accept: "image/webp" });
    expect(output).toMatchObject({ format: "webp", frames: 3, width: 20, height: 15 });
    expect(passes).toMatchObject([{ megapixels: 0.004 }]);
    expect(cost).toMatchObject({ decodedMegapixels: 0.004, outputMegapixels: 0.001 });
    const made = await sharp(await (await open.get(url, { accept: "image/webp" })).arrayBuffer()).metadata();
    expect([made.pages, made.width, made.height]).toEqual([3, 20, 15]);
  });

  test("originals and facts have no passes", async () => {
    const original = await open.media.explain(`/${id}/`);
    expect(original).toMatchObject({ status: 200, steps: [], output: null, cost: null, rendition: null });
    const facts = await open.media.explain(`/${id}/-/resize/80x/-/json/`);
    expect(facts).toMatchObject({ status: 200, output: null, passes: [], delivery: { answer: "info" } });
  });
});

describe("pictures that are not here", () => {
  test("a size stands in", async () => {
    const image = { width: 5000, height: 2500, format: "png", hasAlpha: true } as const;
    const explanation = await open.media.explain(`/${missing}/-/resize/1000x/`, { image });
    expect(explanation).toMatchObject({ status: 404, code: "FILE_NOT_FOUND", rendition: null });
    expect(explanation.source).toMatchObject({ state: "missing", standsIn: true, image: { width: 5000, pages: 1 } });
    expect(brief(explanation)).toEqual({
      steps: ["orient 5000x2500", "resize 1000x500"],
      output: "png 1000x500",
      vary: ["Accept"],
      passes: ["scale"],
    });
  });

  test("without one steps are told without sizes", async () => {
    const { steps, output, passes } = await open.media.explain(`/${missing}/-/resize/1000x/`);
    expect(steps.map(({ op, size }) => [op, size])).toEqual([
      ["orient", null],
      ["resize", null],
    ]);
    expect([output, passes]).toEqual([null, []]);
  });

  test("nothing is fetched or copied", async () => {
    const remote = await open.media.explain("/cdn-cgi/image/w=50/https://images.example.com/a.jpg");
    expect(remote).toMatchObject({ status: 200, source: { state: "elsewhere", id: null, image: null } });
    const lying = await open.media.explain("/_ipx/w_50/lying.jpg");
    expect(lying).toMatchObject({ status: 200, source: { state: "elsewhere", id: null } });
    await open.get("/_ipx/w_50/lying.jpg");
    const copied = await open.media.explain("/_ipx/w_50/lying.jpg");
    expect(copied).toMatchObject({ source: { state: "stored", name: "lying.jpg", image: { width: 400 } } });
  });

  test("an address nothing is fetched from is refused", async () => {
    const url = "/cdn-cgi/image/w=50/https://elsewhere.example.com/a.jpg";
    expect(await open.media.explain(url)).toMatchObject({ status: 403, code: "SOURCE_FORBIDDEN" });
    expect((await open.get(url)).status).toBe(403);
  });

  test("a fallback takes the place of what is missing", async () => {
    const url = "/demo/image/upload/d_cat.jpg/c_scale,w_50/nobody.jpg";
    const explanation = await open.media.explain(url);
    expect(explanation).toMatchObject({ status: 200, fellBack: true, source: { id }, output: { width: 50 } });
    expect((await open.get(url)).status).toBe(200);
  });

  test("a missing layer is named", async () => {
    const { status, refusals, layers } = await open.media.explain(`/${id}/-/overlay/${missing}/50%25x50%25/`);
    expect([status, layers.map(({ state }) => state)]).toEqual([404, ["missing"]]);
    expect(refusals.map(({ code, hint }) => [code, hint])).toEqual([["FILE_NOT_FOUND", `file:${missing}`]]);
  });
});

describe("addresses that ask about the picture", () => {
  const asks = (name: string) => `/demo/image/upload/if_ar_gt_1/c_scale,w_20/if_else/c_scale,h_20/if_end/f_png/${name}`;

  test("are explained for the picture that is there", async () => {
    const explanation = await open.media.explain(asks("cat.jpg"));
    expect(explanation).toMatchObject({ status: 200, delivery: { dependsOnFile: true } });
    expect(explanation.output).toMatchObject({ width: 20, height: 15 });
    const response = await open.get(asks("cat.jpg"));
    expect(response.headers.get("etag")).toBe(`"${explanation.rendition?.name}"`);
  });

  test("for one that stands in, and for none at all", async () => {
    const tall = await open.media.explain(asks("nobody"), { image: { width: 100, height: 400 } });
    expect(brief(tall)).toMatchObject({ steps: ["orient 100x400", "resize 5x20"], output: "png 5x20" });
    const unknown = await open.media.explain(asks("nobody"));
    expect(unknown).toMatchObject({ status: 404, output: null, delivery: { dependsOnFile: true } });
  });

  test("may be a picture or the file as it is", async () => {
    const url = (ending: string) => `/demo/image/upload/${id}.${ending}`;
    expect((await open.media.explain(url("jpg"))).delivery?.answer).toBe("original");
    expect((await open.media.explain(url("png"))).output).toMatchObject({ format: "png", width: 800 });
  });
});

describe("what cannot be done", () => {
  test("limits are told, and the sizes behind them", async () => {
    const url = `/${id}/-/resize/9000x/`;
    const explanation = await open.media.explain(url);
    expect(explanation).toMatchObject({ status: 400, code: "PLAN_TOO_LARGE", output: null });
    expect(explanation.limits).toEqual(["resize: 9000x6750, at most 8192 pixels a side"]);
    expect(explanation.steps.at(-1)).toMatchObject({ size: { width: 9000, height: 6750 } });
    expect((await open.get(url)).status).toBe(400);
  });

  test("a picture that is too large is told", async () => {
    const image = { width: 20_000, height: 10_000 };
    const { limits, code } = await open.media.explain(`/${missing}/-/resize/90x/`, { image });
    expect(limits).toEqual(["20000x10000 are 200000000 pixels, at most 50000000"]);
    expect(code).toBe("FILE_NOT_FOUND");
  });

  test("a step that makes no sense at this size", async () => {
    const url = "/_ipx/extract_2000_2000_100_100,blur_2/cat.jpg";
    const { status, code, steps } = await open.media.explain(url);
    expect([status, code]).toEqual([(await open.get(url)).status, "PLAN_INVALID"]);
    expect(steps.map(({ op, size, refusal }) => [op, size, refusal === null])).toEqual([
      ["crop", null, false],
      ["blur", null, true],
    ]);
  });

  test("a text without fonts", async () => {
    const url = `/${id}/-/text/300x200/0,0/Hello/`;
    const { refusals, output } = await open.media.explain(url);
    expect(refusals.map(({ stage, code }) => [stage, code])).toEqual([["source", "OPERATION_UNSUPPORTED"]]);
    expect(output).toMatchObject({ width: 800, height: 600 });
    expect((await open.get(url)).status).toBe(400);
  });

  test("a file that is no picture", async () => {
    const media = await createTestMedia({ limits: { uploadTypes: ["*"] }, render: { renderer: "inline" } });
    const url = media.media.url(await media.upload(Buffer.from("words"), { name: "a.txt" }), [blur(1)]);
    expect(await media.media.explain(url)).toMatchObject({ status: 400, code: "FILE_NOT_IMAGE", output: null }); // as Uploadcare has it
    expect((await media.get(url)).status).toBe(400);
    await media.close();
  });
});

test("addresses may be whole, and have a base path and a proxy's path", async () => {
  const media = await createTestMedia({
    basePath: "/media",
    publicUrl: "https://cdn.example.com/behind",
    render: { renderer: "inline" },
  });
  const url = media.media.url(await media.upload(await makePhoto()).catch(() => missing), [blur(1)]);
  expect(url.startsWith("https://cdn.example.com/behind/media/")).toBe(true);
  const [whole, path, bare] = [url, url.slice("https://cdn.example.com/behind".length), url.split("/media")[1] ?? ""];
  const [one, other, third] = await Promise.all([whole, path, bare].map((each) => media.media.explain(each)));
  expect(one).toEqual(other);
  expect(one?.dialect).toBe("uploadcare");
  expect(third?.code).toBe("ROUTE_UNKNOWN");
  await media.close();
});

test("an explanation is plain, and frozen through and through", async () => {
  const explanation = await open.media.explain(`/${id}/-/overlay/${id}/50%25x50%25/-/resize/20x/`);
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  const open_: unknown[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Object.isFrozen(value)) open_.push(value);
    Object.values(value).forEach(visit);
  };
  visit(explanation);
  expect(open_).toEqual([]);
});
