/** Random options of the Node SDK's `url()`, from its documented set. */
import { pick, whole } from "../fixture.ts";

type Random = () => number;
type Options = Record<string, unknown>;

const ids = [
  "cat",
  "cat.jpg",
  "folder/cat",
  "folder/sub folder/cat (1).png",
  "häuser/été",
  "a+b&c=d",
  "a'b!c",
  "v1/cat",
  "w_300/cat",
];

const sizes = (random: Random): Options => ({
  ...(random() < 0.8 && {
    width: pick(random, [100, 300, "0.5", "auto", "iw_div_2", "auto:100:400", "initial_width * 0.5"]),
  }),
  ...(random() < 0.5 && { height: pick(random, [100, 200, "0.25", "ih"]) }),
});
const cuts = ["fill", "lfill", "crop", "thumb", "auto"];
const wholes = ["scale", "fit", "limit", "mfit", "pad", "lpad", "mpad"];
const compass = ["center", "north", "south_east", "west", "north_west"];

function resize(random: Random): Options {
  const crop = pick(random, [...cuts, ...wholes, "fill_pad", "imagga_scale"]);
  const isCut = cuts.includes(crop);
  const size = sizes(random);
  return {
    width: 200,
    ...size,
    crop,
    ...(random() < 0.5 && {
      gravity: pick(
        random,
        isCut
          ? [
              ...compass,
              "auto",
              "face",
              "faces:center",
              "auto:subject",
              "cat",
              "adv_face",
              "xy_center",
              "custom",
              "auto:cat",
            ]
          : compass,
      ),
    }),
    ...(random() < 0.2 && { aspect_ratio: pick(random, ["16:9", "1.5", 2]) }),
    ...(random() < 0.2 && { x: pick(random, [5, 10, "0.1"]), y: pick(random, [0, 7]) }),
    ...(random() < 0.2 && isCut && { zoom: pick(random, ["0.7", "1.5"]) }),
    ...(["pad", "lpad", "mpad"].includes(crop) &&
      random() < 0.6 && {
        background: pick(random, [
          "red",
          "#3d2466",
          "rgb:fff",
          "auto:predominant",
          "blurred",
          "blurred:400:15",
          "auto:border_gradient:4",
          "gen_fill",
          "transparent",
        ]),
      }),
  };
}

const effects = [
  "sepia",
  "sepia:50",
  "grayscale",
  "negate",
  "blackwhite",
  "blackwhite:40",
  "blur:300",
  "blur_faces:500",
  "pixelate",
  "pixelate_faces:7",
  "sharpen:100",
  "unsharp_mask:500",
  "brightness:40",
  "brightness_hsb:-50",
  "contrast:-70",
  "contrast:level_50;type_linear",
  "saturation:70",
  "hue:40",
  "gamma:50",
  "vibrance:70",
  "red:40",
  "green:-50",
  "blue:90",
  "auto_brightness:80",
  "auto_color",
  "auto_contrast:50",
  "improve:outdoor:60",
  "improve",
  "fill_light:70:20",
  "opacity_threshold:80",
  "vignette:30",
  "oil_paint:40",
  "cartoonify:20:60",
  "cartoonify:30:bw",
  "colorize:50",
  "tint:100:red:blue",
  "tint:equalize:80:0000FF:0p:FF1493:100p",
  "replace_color:maroon:80:2b38aa",
  "recolor:0.3:0.7:0.1:0.3:0.6:0.1:0.2:0.5:0.1",
  "shadow:50",
  "dropshadow:azimuth_220;elevation_60;spread_20",
  "outline:15:200",
  "outline:inner:5",
  "trim:20",
  "trim:5:white",
  "make_transparent:20",
  "bgremoval",
  "background_removal",
  "background_removal:fineedges_y",
  "gradient_fade:symmetric:50",
  "noise:30",
  "ordered_dither:8",
  "vectorize",
  "assist_colorblind:20",
  "simulate_colorblind:tritanopia",
  "art:zorro",
  "shear:20.0:0.0",
  "distort:40:25:280:60:260:155:35:165",
  "tilt_shift:10",
  "redeye",
  "upscale",
  "gen_remove:prompt_fork",
  "loop:3",
  "multiply",
  "adv_redeye",
  "zoompan",
  "boomerang",
  "reverse",
  "accelerate:100",
];

function look(random: Random): Options {
  const made = pick<Options>(random, [
    { effect: pick(random, effects), ...(random() < 0.3 && { color: pick(random, ["red", "#ff0000", "rgb:0f08"]) }) },
    { effect: pick(random, effects) },
    { effect: pick(random, effects) },
    { effect: ["sepia", 30] },
    { effect: "shadow:40", x: 5, y: -6, color: "blue" },
    { effect: "blur_region:300", x: 10, y: 10, width: 50, height: 60 },
    { angle: pick(random, [45, -90, "hflip", ["vflip", 30], "auto_right", "ignore", "hflip.90"]) },
    { radius: pick(random, [20, "max", [20, 0, 40, 40], "20:0", [10, 30]]) },
    {
      border: pick(random, ["5px_solid_red", { width: 4, color: "#483F99" }, "4px_solid_rgb:483F9977"]),
      ...(random() < 0.5 && { radius: 9 }),
    },
    { opacity: pick(random, [0, 50, 100]) },
    { background: pick(random, ["red", "#fff", "rgb:112233"]) },
    { color_space: "srgb" },
    { page: pick(random, [2, "2-4", "2-4;6"]) },
    { default_image: "folder:avatar.png" },
    { dpr: pick(random, [2, "auto", 1.5]), width: 100 },
    { quality: pick(random, [80, "auto", "auto:best", "auto:eco", "80:444", "jpegmini", "auto:sensitive"]) },
    { fetch_format: pick(random, ["auto", "webp", "png", "pdf", "svg", "auto:animated", "jxl"]) },
    {
      flags: pick(random, [
        "progressive",
        ["lossy", "progressive:steep"],
        "keep_iptc",
        "attachment:my_cat",
        "png8",
        "apng",
        "animated",
        "immutable_cache",
        "force_strip.preserve_transparency",
        "getinfo",
        "clip",
      ]),
      width: 50,
    },
    { delay: 200 },
    { density: 300, width: 100 },
    { raw_transformation: "w_100,h_200/e_sepia" },
    { transformation: ["small", "two words"] },
    { transformation: "jpg_with_quality_30" },
    { start_offset: 5 },
  ]);
  return made;
}

const font = (random: Random): Options => ({
  font_family: pick(random, ["Arial", "Open Sans", "Roboto_Slab"]),
  font_size: whole(random, 8, 80),
  ...(random() < 0.4 && { font_weight: "bold" }),
  ...(random() < 0.4 && { font_style: "italic" }),
  ...(random() < 0.3 && { text_decoration: pick(random, ["underline", "strikethrough"]) }),
  ...(random() < 0.3 && { text_align: pick(random, ["center", "right"]) }),
  ...(random() < 0.3 && { letter_spacing: 4 }),
  ...(random() < 0.3 && { line_spacing: 40 }),
  ...(random() < 0.2 && { font_antialiasing: "fast", font_hinting: "medium" }),
  ...(random() < 0.3 && { stroke: "stroke" }),
  text: pick(random, ["Hello World, /hi?", "50% off", "été 🎉", "a:b;c", "x\ny", "it's"]),
});

function layer(random: Random): Options[] {
  const source = pick<Options>(random, [
    { overlay: "logo" },
    { overlay: "folder:logo.png" },
    { overlay: { public_id: "folder/logo", ...(random() < 0.3 && { type: "private" }) } },
    { overlay: { url: "https://example.com/a?b=c&d.png" } },
    {
      overlay: font(random),
      color: pick(random, ["red", "#00ff00"]),
      ...(random() < 0.3 && { border: "2px_solid_black" }),
      ...(random() < 0.3 && { width: 300, crop: "fit" }),
      ...(random() < 0.2 && { background: "white" }),
    },
    { underlay: "background" },
    { overlay: "video:dog" },
    { overlay: "subtitles:a.srt" },
  ]);
  const place = { gravity: pick(random, compass), x: pick(random, [5, -3, "0.1"]), y: 10 };
  if (random() < 0.3) return [{ ...source, ...place }];
  const own =
    random() < 0.5
      ? [
          pick<Options>(random, [
            { effect: "grayscale" },
            { width: 100, crop: "scale" },
            { width: "0.5", flags: "relative", crop: "scale" },
            { radius: "max" },
            { opacity: 50 },
            { angle: 20 },
          ]),
        ]
      : [];
  const flags = ["layer_apply", ...(random() < 0.4 ? ["no_overflow"] : []), ...(random() < 0.2 ? ["tiled"] : [])];
  return [
    source,
    ...own,
    {
      flags,
      ...place,
      ...(random() < 0.3 && {
        effect: pick(random, ["multiply", "screen", "overlay", "mask", "displace", "anti_removal:50"]),
      }),
    },
  ];
}

function condition(random: Random): Options[] {
  const test = pick(random, [
    "w_gt_200",
    "width > 200 && height < 5000",
    "aspect_ratio >= 1.2",
    "!sale!_in_tags",
    "page_count > 1",
    "face_count > 1",
  ]);
  return pick<Options[]>(random, [
    [{ if: test, width: 120, crop: "scale" }],
    [{ if: test }, look(random), { if: "else" }, { width: 90, crop: "scale" }, { if: "end" }],
    [{ if: test, width: 120, crop: "fill", height: 50, effect: "sepia" }, { if: "end" }],
  ]);
}

const variables: Options[][] = [
  [{ $width: 10 }, { width: "$width + 10", crop: "scale" }],
  [
    {
      variables: [
        ["$z", 5],
        ["$foo", "$z * 2"],
      ],
      width: "$foo",
      height: "$z",
      crop: "scale",
    },
  ],
  [{ $color: "!red!" }, { border: "5px_solid_$color" }],
  [{ $efname: "!blur!", $level: 300 }, { effect: "blur:$level" }],
];

/** A public id with options for it. */
export function nodeOptions(random: Random): { readonly id: string; readonly options: Options } {
  const chain: Options[] = [];
  const count = whole(random, 0, 4);
  for (let at = 0; at < count; at++)
    chain.push(
      ...pick<Options[]>(random, [
        [resize(random)],
        [resize(random)],
        [look(random)],
        [look(random)],
        layer(random),
        condition(random),
        pick(random, variables),
      ]),
    );
  const id = pick(random, ids);
  const isFetch = random() < 0.1;
  const isPrivate = !isFetch && random() < 0.15;
  const suffixed = !isFetch && !isPrivate && random() < 0.15;
  const options: Options = {
    transformation: chain,
    ...(random() < 0.4 && { width: 300, crop: pick(random, wholes.slice(0, 3)) }),
    ...(isFetch && { type: "fetch" }),
    ...(isPrivate && { type: pick(random, ["private", "authenticated"]) }),
    ...(suffixed && { url_suffix: "words-for-people" }),
    ...(random() < 0.2 && !isFetch && { version: 1_234_567_890 }),
    ...(random() < 0.2 && { private_cdn: true, secure_distribution: "media.example.com" }),
    ...(!isFetch && !/\.\w+$/.test(id) && random() < 0.4 && { format: pick(random, ["jpg", "png", "webp"]) }),
    ...(random() < 0.3 && { urlAnalytics: false }),
    ...(!isFetch && !isPrivate && !suffixed && random() < 0.1 && { shorten: true }),
    ...(!isFetch &&
      !isPrivate &&
      random() < 0.1 && { use_root_path: true, private_cdn: false, secure_distribution: undefined }),
  };
  return {
    id: isFetch
      ? pick(random, [
          "https://example.com/a b.jpg",
          "http://example.com/x?a=1&b=2#c",
          "https://example.com/ä/v1/b.png",
        ])
      : id,
    options,
  };
}
