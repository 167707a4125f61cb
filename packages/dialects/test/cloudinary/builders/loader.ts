/** Random options of `@cloudinary-util/url-loader`, from its documented set. */
import { pick, whole } from "../fixture.ts";

type Random = () => number;
/** Options as the loader takes them. */
export type Options = Record<string, unknown>;

/** Each effect with the values its documentation shows. */
const effects: Readonly<Record<string, readonly unknown[]>> = {
  angle: [90, "45", "hflip"],
  art: ["zorro"],
  autoBrightness: [true, 50],
  autoColor: [true],
  autoContrast: ["30"],
  assistColorblind: [true],
  background: ["red", "rgb:ff00ff"],
  blackwhite: [true, 40],
  blur: [true, 500, "1000"],
  blurFaces: [true, 900],
  blurRegion: ["200,h_50,w_60,x_1,y_2"],
  border: ["5px_solid_purple"],
  brightness: [true, "60", -20],
  brightnessHSB: [40],
  cartoonify: [true, "70:80"],
  color: ["turquoise", "#ff00aa"],
  colorize: ["35,co_darkviolet", true],
  contrast: [true, "-50"],
  distort: ["150:340:1500:10:1500:1550:50:1000", "arc:180.0"],
  displace: ["x_5"],
  fillLight: [true, "70:20"],
  gamma: ["50"],
  gradientFade: [true],
  grayscale: [true],
  hue: [40],
  improve: [true, "50"],
  loop: [true, 2],
  multiply: [true],
  negate: [true],
  noise: [30],
  oilPaint: [true, "40"],
  opacity: [50, "80"],
  outline: ["40", "outer:15:200", "inner:5", true],
  pixelate: [true, 20],
  pixelateFaces: [true],
  pixelateRegion: ["35,h_425,w_550,x_600,y_400"],
  radius: ["max", 20, "5:10:15:20"],
  redeye: [true],
  replaceColor: ["saddlebrown"],
  saturation: ["70", true],
  screen: [true],
  sepia: [true, 50],
  shadow: ["50,x_10,y_10", true],
  sharpen: [true, "500"],
  shear: ["20.0:0.0"],
  simulateColorblind: [true, "deuteranopia"],
  tint: ["100:0000FF:0p:FF1493:100p", "equalize:80:blue:blueviolet", true],
  trim: [true, "50"],
  unsharpMask: ["500"],
  vectorize: [true],
  vibrance: ["70"],
  vignette: [true, "30"],
};

function someEffects(random: Random): Options {
  const names = Object.keys(effects);
  return Object.fromEntries(
    Array.from({ length: whole(random, 0, 2) }, () => {
      const name = pick(random, names);
      return [name, pick(random, effects[name] ?? [true])];
    }),
  );
}

const crops = [
  "auto",
  "crop",
  "fill",
  "fill_pad",
  "fit",
  "lfill",
  "limit",
  "lpad",
  "mfit",
  "mpad",
  "pad",
  "scale",
  "thumb",
];

function cropping(random: Random): Options {
  const size = { width: whole(random, 1, 3000), ...(random() < 0.7 && { height: whole(random, 1, 3000) }) };
  const cut = ["auto", "crop", "fill", "lfill", "thumb"];
  const crop = pick(random, crops);
  const gravity =
    cut.includes(crop) && random() < 0.3
      ? { gravity: pick(random, ["face", "auto", "north_east", "auto:subject", "auto:cat", "person"]) }
      : {};
  return pick<Options>(random, [
    size,
    { ...size, crop, ...gravity },
    { ...size, crop, ...gravity, ...(cut.includes(crop) && random() < 0.3 && { zoom: 0.75 }) },
    { ...size, aspectRatio: "16:9", crop: pick(random, ["fill", "crop", "thumb", "auto"]) },
    { ...size, crop: { type: "thumb", source: true, gravity: "face", width: 500, height: 400 } },
    { ...size, crop: [{ type: "thumb", width: 1200, height: 1200, source: true }, { type: "fill" }] },
    { ...size, crop: "crop", x: 5, y: 7 },
    {
      ...size,
      fillBackground: pick<unknown>(random, [true, { crop: "pad", gravity: "south", prompt: "cupcakes" }]),
      crop: "pad",
    },
  ]);
}

function overlay(random: Random): Options {
  const position = {
    ...(random() < 0.5 && { x: whole(random, -99, 99), y: whole(random, 0, 99) }),
    gravity: pick(random, ["center", "north", "south_east", "west"]),
    ...(random() < 0.2 && { angle: 20 }),
  };
  const image = {
    publicId: pick(random, ["logo", "folder/logo", "a/b/c"]),
    position,
    ...(random() < 0.4 && {
      effects: [
        pick<Options>(random, [
          { crop: "fill", gravity: "auto", width: 300, height: 200 },
          { opacity: 60 },
          { width: "0.5", crop: "scale" },
          { grayscale: true },
        ]),
      ],
    }),
    ...(random() < 0.3 && {
      appliedEffects: [pick<Options>(random, [{ multiply: true }, { screen: true }, { displace: "1" }])],
    }),
    ...(random() < 0.3 && { flags: ["relative"], width: "0.5", crop: "scale" }),
  };
  const words = {
    position,
    text: {
      text: pick(random, ["Next Cloudinary", "50% off, now/later", "été: 🎉?"]),
      color: pick(random, ["white", "#00ff00"]),
      fontFamily: pick(random, ["Source Sans Pro", "Arial"]),
      fontSize: whole(random, 8, 200),
      fontWeight: pick(random, ["bold", "normal"]),
      ...(random() < 0.3 && {
        letterSpacing: 14,
        lineSpacing: 3,
        textDecoration: "underline",
        fontStyle: "italic",
        alignment: "center",
      }),
      ...(random() < 0.2 && { stroke: true, border: "10px_solid_orange" }),
      ...(random() < 0.2 && { antialias: "best", hinting: "full" }),
    },
  };
  return pick<Options>(random, [
    image,
    words,
    { url: "https://user-images.example.com/1045274/a?b=c>", width: 100, height: 100, position },
  ]);
}

/** Options for one picture. */
export function loaderOptions(random: Random): Options {
  const rare = pick<Options>(random, [
    { removeBackground: true },
    { restore: true },
    { enhance: true },
    { extract: "cat" },
    { remove: "apple" },
    { replace: ["turtle", "shark"] },
    { recolor: ["duck", "blue"] },
    { replaceBackground: "fish tank" },
    { zoompan: true },
    { defaultImage: "folder/avatar.png" },
    { namedTransformations: ["small", "jpg_with_quality_30"] },
    { rawTransformations: ["e_sepia", "c_scale,w_0.5"] },
    { seoSuffix: "words-for-people" },
    { version: 1234 },
    { dpr: pick(random, [2, "2.0", "auto"]) },
    { flags: pick<unknown>(random, [["keep_iptc"], ["progressive", "lossy"], "getinfo"]), quality: 80 },
    { effects: [{ background: "green" }, { gradientFade: true }, { sepia: true, blur: 300 }] },
    { sanitize: true },
    {},
    {},
  ]);
  const isRemote = random() < 0.1;
  return {
    src: isRemote ? "https://example.com/a%20b.jpg" : pick(random, ["cat", "folder/cat", "folder/my cat (1)", "été"]),
    ...(isRemote && { deliveryType: "fetch" }),
    ...cropping(random),
    ...someEffects(random),
    ...(random() < 0.5 && !isRemote && rare),
    ...(random() < 0.3 && { overlays: Array.from({ length: whole(random, 1, 2) }, () => overlay(random)) }),
    ...(random() < 0.1 && { underlay: "folder/background" }),
    ...(random() < 0.1 && { underlays: [{ publicId: "bg", width: 400, height: "1.0", crop: "fill" }] }),
    ...(random() < 0.2 && { text: "Big text, here" }),
    ...(random() < 0.3 && { format: pick(random, ["auto", "png", "webp", "svg", "default", "auto:video", "jpg"]) }),
    ...(random() < 0.3 && !("quality" in rare) && { quality: pick(random, ["auto", 80, "auto:best", "default"]) }),
  };
}
