import { constructCloudinaryUrl } from "@cloudinary-util/url-loader";
import { IntaglioError, writePlan, type Delivery } from "@intaglio/contract";
import { v2 as node } from "cloudinary";
import { describe, expect, test } from "vitest";
import { dialect, resolve, seeded } from "./fixture.ts";
import { loaderOptions, type Options } from "./builders/loader.ts";
import { nodeOptions } from "./builders/node.ts";
import { randomGenUrl } from "./builders/url-gen.ts";

/**
 * What the builders write and this dialect does not speak: what the address has, and why it is refused. Every failure
 * must be one of these, and each must happen.
 */
const unspoken: readonly (readonly [part: RegExp, reason: string])[] = [
  [/\be_art:/, "the looks' tables are not public"],
  [/\be_(?:redeye|adv_redeye|upscale|gen_\w+|enhance|extract|theme|style_transfer)\b/, "needs a model"],
  [/\bb_gen_fill\b/, "needs a model"],
  [
    /\be_(?:assist_colorblind|displace|distort|fill_light|gradient_fade|noise|replace_color|opacity_threshold|ordered_dither|dropshadow|tilt_shift|anti_removal)\b/,
    "no step means it",
  ],
  [/\be_vectorize\b/, "drawings are not rendered"],
  [/\be_(?:mask|cut_out)\b/, "no blend means it"],
  [/\be_(?:zoompan|boomerang|reverse|deshake|fade|accelerate|transition)\b/, "videos are not made"],
  [/\bg_(?:auto:)?(?:cat|dog|person|car|adv_\w+|ocr_text|body|liquid)\b/, "needs a model"],
  [/\bb_auto:(?:predominant|border)(?:_gradient|_contrast|:)/, "gradients are not filled with"],
  [/\be_outline:(?:inner|inner_fill|fill)\b/, "only the outer outline is drawn"],
  [/\bc_imagga_/, "an add-on"],
  [/\bf_(?:svg|pdf|bmp|tiff|jxl|jp2|ico|mp4|auto:video)\b/, "a format that is not written"],
  [/\bcs_/, "results are always sRGB"],
  [/\bq_(?:jpegmini|auto:sensitive|80:qmax_\d+)/, "an add-on, or videos'"],
  [
    /\bfl_(?:apng|tiff8_lzw|region_relative|clip|splice|text_disallow_overflow|replace_image|original|ignore_mask_channels)\b/,
    "no such output, or models'",
  ],
  [/(?:^|\/)e_(?:multiply|screen)(?::\d+)?(?:\/|$)/, "a blend that stands alone has nothing to blend"],
  [/\b[lu]_(?:video|subtitles|lut):/, "no pictures"],
  [/\bpg_(?:name|embedded|\d+;|\d+-\d+;)/, "documents are not rendered"],
  [/\b(?:so|eo|du|vc|ac|br|af|fps|ki|vs|sp|p|fn|bl)_/, "videos', sprites' and functions'"],
  [/\bu_[^/]+(?:\/[^/]+)*?\/[^/]*\be_(?:multiply|screen|overlay)\b/, "nothing is blended under the picture"],
  [/https?:\/\/\S*%E4/, "the Node SDK escapes fetched addresses in Latin-1, which is no UTF-8"],
  [/\bif_(?:fc|faces|.*_fc_|.*illustration|.*ils)/, "faces and drawings are not judged"],
];

interface Outcome {
  read: number;
  reread: number;
  readonly failures: Map<string, number>;
}

/** Reads an address, and writes and reads it again where its meaning does not depend on the file. */
function check(address: string, outcome: Outcome): void {
  const url = new URL(address);
  const target = { path: url.pathname, query: url.search.slice(1) };
  let delivery: Delivery;
  try {
    delivery = resolve(dialect.parse(target, { width: 640, dpr: 2 }));
  } catch (error) {
    if (!(error instanceof IntaglioError)) throw error;
    const decoded = url.pathname.replaceAll("%3A", ":");
    const row = unspoken.find(([part]) => part.test(url.pathname) || part.test(decoded));
    const told = `${error.code} ${error.detail.hint ?? error.message} (${url.pathname})`;
    expect(row?.[1], told).toBeDefined();
    outcome.failures.set(String(row?.[0]), (outcome.failures.get(String(row?.[0])) ?? 0) + 1);
    return;
  }
  outcome.read++;
  const { source } = delivery.plan;
  // Without a resource type the last segment may be words, so that one more name is tried, which no other form can say.
  if (source.kind === "name" && source.names.length > 1 && !source.names[1]?.startsWith(`${source.names[0]}.`))
    delivery = withFirstName(delivery);
  if (source.kind === "name" && source.names.length > 2) delivery = withFirstName(delivery);
  const path = dialect.format(delivery);
  const again = dialect.parse({ path, query: "" });
  expect(writePlan(again.plan), `${url.pathname}\n${path}`).toBe(writePlan(delivery.plan));
  expect(dialect.format(again)).toBe(path);
  outcome.reread++;
}

function withFirstName(delivery: Delivery): Delivery {
  const { source } = delivery.plan;
  const names = source.kind === "name" ? source.names.slice(0, 1).map((name) => name.replace(/\.\w+$/, "")) : [];
  return { answer: delivery.answer, plan: { ...delivery.plan, source: { kind: "name", names } } };
}

const seen = new Set<string>();

function finish(outcome: Outcome, least: number): void {
  for (const name of outcome.failures.keys()) seen.add(name);
  expect(outcome.read).toBeGreaterThan(least);
  expect(outcome.reread).toBe(outcome.read);
}

const fresh = (): Outcome => ({ read: 0, reread: 0, failures: new Map() });

describe("addresses of the official builders", () => {
  test("cloudinary's url()", () => {
    const random = seeded(11);
    const outcome = fresh();
    for (let run = 0; run < 3000; run++) {
      const { id, options } = nodeOptions(random);
      check(node.url(id, { cloud_name: "demo", secure: true, api_secret: "unused-here", ...options }), outcome);
    }
    finish(outcome, 1400);
  }, 60_000);

  test("@cloudinary/url-gen", () => {
    const random = seeded(12);
    const outcome = fresh();
    for (let run = 0; run < 3000; run++) check(randomGenUrl(random), outcome);
    finish(outcome, 1400);
  }, 60_000);

  test("@cloudinary-util/url-loader, which CldImage and Nuxt Cloudinary use", () => {
    const random = seeded(13);
    const outcome = fresh();
    for (let run = 0; run < 3000; run++) {
      const options: Options = loaderOptions(random);
      check(constructCloudinaryUrl({ options: options as never, config: { cloud: { cloudName: "demo" } } }), outcome);
    }
    finish(outcome, 1400);
  }, 60_000);

  test("each reason to refuse one happens", () => {
    expect(unspoken.map(([part]) => String(part)).filter((part) => !seen.has(part))).toEqual([]);
  });
});

describe("signed by the Node SDK", () => {
  const secret = "a-secret-key-for-tests-0123456789abcdef";
  test("3,000 random addresses, with signatures of 32 characters", () => {
    const random = seeded(14);
    let verified = 0;
    for (let run = 0; run < 3000; run++) {
      const { id, options } = nodeOptions(random);
      const { signed, ...more } = { signed: true, ...options, sign_url: true, long_url_signature: true };
      expect(signed).toBe(true);
      const url = new URL(node.url(id, { cloud_name: "demo", secure: true, api_secret: secret, ...more }));
      const target = { path: url.pathname, query: url.search.slice(1) };
      // A slash in a layer's id and words behind a root address are not covered, see the README.
      // An id that begins as a version or a transformation is not signed either.
      const isOpen =
        /^(?:v1|w_300)\/|ä\/v1/.test(id) ||
        /[/,][lu]_[^/]*\/(?!fl_|[a-z]+_|\$|v\d)/.test(url.pathname) ||
        (options["use_root_path"] === true && options["url_suffix"] !== undefined);
      if (isOpen) continue;
      expect(dialect.verify(target, 1), url.pathname).toEqual({ expiresAt: Infinity });
      verified++;
    }
    expect(verified).toBeGreaterThan(2000);
  });

  test("with an authentication token", () => {
    const key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    for (const auth of [{ duration: 300 }, { duration: 300, acl: "/demo/image/*" }, { expiration: 2_000_000_300 }]) {
      const made = node.url("folder/cat's.jpg", {
        cloud_name: "demo",
        secure: true,
        sign_url: true,
        width: 300,
        auth_token: { key, ...auth, ...("duration" in auth && { start_time: 2_000_000_000 }) },
      });
      const url = new URL(made);
      expect(dialect.verify({ path: url.pathname, query: url.search.slice(1) }, 2_000_000_001)).toMatchObject({
        expiresAt: 2_000_000_300,
      });
    }
  });

  test("a private download", () => {
    const made = node.utils.private_download_url("folder/cat", "jpg", {
      api_key: "intaglio",
      api_secret: secret,
      cloud_name: "demo",
      attachment: true,
      timestamp: 2_000_000_000,
    } as never);
    const url = new URL(made);
    const target = { path: url.pathname, query: url.search.slice(1) };
    expect(dialect.verify(target, 2_000_000_001)).toEqual({ expiresAt: 2_000_003_600 });
    expect(dialect.parse(target)).toMatchObject({
      disposition: "attachment",
      plan: { source: { names: ["folder/cat", "folder/cat.jpg"] } },
    });
  });
});
