/** What a refusal says of a stranger's words: short, escaped, as text that nobody runs, and nothing of the server's own. */
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

const poisons = {
  long: "z".repeat(900),
  "long and wide": "猫".repeat(100),
  "right to left": "\u202Ezzz\u2066",
  "new lines": "z\r\nset-cookie: z=1\u2028\u2029z",
  "other control characters": "\0\u001b[31mz\u007f\u0085",
  markup: "<script>alert('z')</script>",
  "half a character": "zzz💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥💥",
  quotes: `z"'\`\\{}`,
  prototypes: "__proto__",
} as const;
const words = {
  uploadcare: ["blur", "resize", "format", "overlay", "text/9x9/0,0", "filter", "no-such-word", "crop", "main_colors"],
  cloudinary: ["w", "c", "e", "g", "l", "l_text:Arial_20", "t", "d", "if", "$x", "b", "f", "fl", "fl_attachment:"],
  cloudflare: ["w", "fit", "g", "background", "format", "trim", "no-such-word", "onerror"],
  ipx: ["w", "s", "b", "fit", "extract", "f", "tint", "kernel", "no-such-word"],
} as const;
const id = "6f6e6c79-2074-4573-a420-64617461aa01";
const addresses: Readonly<Record<keyof typeof words, (word: string, value: string) => string[]>> = {
  uploadcare: (word, value) => [
    `/${id}/-/${word}/${value}/`,
    `/${id}/-/${value}/1/`,
    `/info/?pub_key=${value}&file_id=${value}`,
  ],
  cloudinary: (word, value) => [
    `/demo/image/upload/${word}_${value}/v1/cat`,
    `/demo/image/upload/s--${value}--/${word}_1/cat`,
    `/demo/image/upload/w_1/${value}?__cld_token__=${value}`,
    `/v1_1/demo/image/download?public_id=${value}&signature=${value}&api_key=${value}`,
  ],
  cloudflare: (word, value) => [
    `/cdn-cgi/image/${word}=${value}/cat`,
    `/hash/cat/${value}`,
    `/hash/cat/${word}=${value}?sig=${value}`,
    `/cdn-cgi/image/w=1/${value}`,
    `/cdn-cgi/image/w=1/https://${value}`,
  ],
  ipx: (word, value) => [
    `/_ipx/${word}_${value}/cat`,
    `/_ipx/w_1/${value}`,
    `/_ipx/_/http:/${value}?exp=${value}&sig=1`,
  ],
};

let server: TestMedia;
beforeAll(async () => {
  server = await createTestMedia({
    dialects: [
      uploadcare({ publicKey }),
      cloudinary(),
      cloudflare({ accountHash: "hash", flexibleVariants: true }),
      ipx({ strict: true }),
    ],
  });
  await server.upload(await makePhoto(20, 20));
});
afterAll(() => server.close());

const cases = Object.entries(addresses).flatMap(([name, make]) =>
  Object.entries(poisons).map(([kind, poison]) => ({ name, kind, poison, make })),
);

test.each(cases)("$name: $kind", async ({ name, poison, make }) => {
  const given = [
    encodeURIComponent(poison.toWellFormed()),
    encodeURIComponent(encodeURIComponent(poison.toWellFormed())),
  ];
  let refused = 0;
  for (const word of words[name as keyof typeof words])
    for (const value of given)
      for (const url of make(word, value)) {
        const answer = await server.get(url);
        const body = await answer.text();
        expect(answer.status, url).toBeLessThan(500);
        if (answer.status < 400) continue;
        refused += 1;
        expect(answer.headers.get("content-type"), url).toMatch(/^(text\/plain|application\/json)/);
        expect(answer.headers.get("x-content-type-options"), url).toBe("nosniff");
        expect(answer.headers.get("cache-control"), url).toBe("no-store");
        expect(body, url).not.toMatch(/[^\P{Cc}]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\ufffd/u);
        expect(body, url).not.toMatch(/z{41}|(?:猫|%E7%8C%AB){41}|\/tmp|node_modules|Error:/);
        expect(body.length, url).toBeLessThan(900);
        for (const [header, text] of answer.headers) expect(text, `${url} ${header}`).toMatch(/^[\x20-\x7e]{0,600}$/);
      }
  expect(refused).toBeGreaterThan(0);
});
