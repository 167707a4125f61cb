/** Rows about the result as a whole, and what the official front-ends write. */
import { cover, crop, force, inside } from "../steps.ts";
import type { Row } from "./row.ts";

export const output: Row[] = [
  { url: "-/format/auto/", canonical: "-/autorotate/yes/" },
  { url: "-/format/jpeg/", encode: { format: "jpeg" } },
  { url: "-/format/png/", encode: { format: "png" } },
  { url: "-/format/webp/", encode: { format: "webp" } },
  { url: "-/format/preserve/", encode: { format: "same", allowed: ["jpeg", "png"] } },
  { url: "-/format/preserve/-/format/webp/", canonical: "-/format/webp/", encode: { format: "webp" } },
  { url: "-/format/png/-/format/auto/", canonical: "-/autorotate/yes/" },
  ...(["better", "best", "lighter", "lightest", "smart"] as const).map((quality) => ({
    url: `-/quality/${quality}/`,
    encode: { quality },
  })),
  { url: "-/quality/normal/", canonical: "-/autorotate/yes/" },
  { url: "-/quality/smart_retina/", canonical: "-/quality/smart/", encode: { quality: "smart" } },
  { url: "-/quality/best/-/quality/lighter/", canonical: "-/quality/lighter/", encode: { quality: "lighter" } },
  { url: "-/progressive/yes/", encode: { progressive: true } },
  { url: "-/progressive/no/", canonical: "-/autorotate/yes/" },
  { url: "-/strip_meta/all/", canonical: "-/autorotate/yes/" },
  { url: "-/strip_meta/none/", encode: { metadata: "keep" } },
  {
    url: "-/strip_meta/sensitive/",
    encode: { metadata: "copyright" },
    notices: ["strip_meta/sensitive keeps the copyright alone, not all that is harmless"],
  },
  { url: "-/srgb/fast/", canonical: "-/autorotate/yes/" },
  { url: "-/srgb/icc/-/max_icc_size/10/", canonical: "-/autorotate/yes/" },
  { url: "-/setfill/fff/", canonical: "-/autorotate/yes/" },
  { url: "-/setfill/ABCDEF/", canonical: "-/setfill/abcdef/", encode: { background: "abcdefff" } },
  { url: "-/setfill/ffffff00/", encode: { background: "ffffff00" } },
  { url: "-/setfill/12345678/", encode: { background: "12345678" } },
  { url: "-/stretch/off/", canonical: "-/autorotate/yes/" },
  { url: "-/preview/-/inline/no/", steps: [inside(2048, 2048)], disposition: "attachment" },
  { url: "-/autorotate/yes/-/inline/yes/", disposition: "inline" },
  {
    url: "-/format/jpeg/-/quality/best/-/progressive/yes/-/strip_meta/none/",
    encode: { format: "jpeg", quality: "best", progressive: true, metadata: "keep" },
  },
  {
    url: "-/quality/best/-/format/jpeg/",
    canonical: "-/format/jpeg/-/quality/best/",
    encode: { format: "jpeg", quality: "best" },
  },
  { url: "-/json/", facts: { hashes: true } },
  { url: "-/preview/300x200/-/json/", facts: { hashes: true }, steps: [inside(300, 200)] },
  {
    url: "-/json/-/preview/300x200/",
    canonical: "-/preview/300x200/-/json/",
    facts: { hashes: true },
    steps: [inside(300, 200)],
  },
  { url: "-/autorotate/no/-/json/", facts: { hashes: true }, oriented: false },
  { url: "-/jsonp/", facts: { hashes: true, callback: "uploadcare_callback" } },
  { url: "-/main_colors/", canonical: "-/main_colors/4/", facts: { colors: 4 } },
  { url: "-/preview/-/main_colors/256/", facts: { colors: 256 }, steps: [inside(2048, 2048)] },
  { url: "-/json/-/main_colors/1/", canonical: "-/main_colors/1/", facts: { colors: 1 } },
];

// What the official front-ends write.
export const seen: Row[] = [
  {
    url: "-/format/auto/-/progressive/yes/-/rotate/90/-/crop/200x100/0,10/-/quality/lightest/-/stretch/off/-/resize/640x/-/@clib/blocks/0.30.1/uc-cloud-image-editor/",
    canonical: "-/rotate/90/-/crop/200x100/0,10/-/stretch/off/-/resize/640x/-/quality/lightest/-/progressive/yes/",
    steps: [
      { op: "rotate", degrees: 270 },
      crop(200, 100, { x: 0, y: 10 }),
      { op: "resize", width: 640, enlarge: "never" },
    ],
    encode: { quality: "lightest", progressive: true },
  },
  {
    url: "-/mirror/-/flip/-/rotate/270/-/preview/-/stretch/off/-/scale_crop/152x152/center/",
    canonical: "-/mirror/-/flip/-/rotate/270/-/preview/-/stretch/off/-/scale_crop/152x152/center/",
    steps: [
      { op: "flip", horizontal: true },
      { op: "flip", vertical: true },
      { op: "rotate", degrees: 90 },
      inside(2048, 2048),
      cover(152, 152, { enlarge: "never", whenSmall: "keep-aspect" }),
    ],
  },
  {
    url: "-/format/auto/-/stretch/off/-/progressive/yes/-/resize/1080x/-/quality/normal/",
    canonical: "-/stretch/off/-/resize/1080x/-/progressive/yes/",
    steps: [{ op: "resize", width: 1080, enlarge: "never" }],
    encode: { progressive: true },
  },
  {
    url: "-/resize/300x200/-/format/auto/photo%20%231.webp",
    canonical: "-/resize/300x200/photo%20%231.webp",
    steps: [force(300, 200)],
    fileName: "photo #1.webp",
  },
  {
    url: "-/format/auto/-/quality/smart_retina/-/preview/800x600/",
    canonical: "-/preview/800x600/-/quality/smart/",
    steps: [inside(800, 600)],
    encode: { quality: "smart" },
  },
];
