/** Random addresses of `@cloudinary/url-gen`, from its documented actions. */
import { Cloudinary } from "@cloudinary/url-gen";
import type { CloudinaryImage } from "@cloudinary/url-gen/assets/CloudinaryImage";
import { Adjust } from "@cloudinary/url-gen/actions/adjust";
import { Border } from "@cloudinary/url-gen/actions/border";
import { Conditional } from "@cloudinary/url-gen/actions/conditional";
import { Delivery } from "@cloudinary/url-gen/actions/delivery";
import { Effect } from "@cloudinary/url-gen/actions/effect";
import { NamedTransformation } from "@cloudinary/url-gen/actions/namedTransformation";
import { Overlay } from "@cloudinary/url-gen/actions/overlay";
import { Reshape } from "@cloudinary/url-gen/actions/reshape";
import { Resize } from "@cloudinary/url-gen/actions/resize";
import { Rotate } from "@cloudinary/url-gen/actions/rotate";
import { RoundCorners } from "@cloudinary/url-gen/actions/roundCorners";
import { Underlay } from "@cloudinary/url-gen/actions/underlay";
import { Variable } from "@cloudinary/url-gen/actions/variable";
import { ArtisticFilter } from "@cloudinary/url-gen/qualifiers/artisticFilter";
import { Background } from "@cloudinary/url-gen/qualifiers/background";
import { BlendMode } from "@cloudinary/url-gen/qualifiers/blendMode";
import { Compass } from "@cloudinary/url-gen/qualifiers/compass";
import { FocusOn } from "@cloudinary/url-gen/qualifiers/focusOn";
import { autoGravity, compass, focusOn, xyCenter } from "@cloudinary/url-gen/qualifiers/gravity";
import { Position } from "@cloudinary/url-gen/qualifiers/position";
import { Source } from "@cloudinary/url-gen/qualifiers/source";
import { TextStyle } from "@cloudinary/url-gen/qualifiers/textStyle";
import { Transformation } from "@cloudinary/url-gen/transformation/Transformation";
import { pick, whole } from "../fixture.ts";

type Random = () => number;
type Change = (image: CloudinaryImage, random: Random) => unknown;

const places = [Compass.north(), Compass.southEast(), Compass.center(), Compass.west()];
const cutGravity = (random: Random) =>
  pick(random, [
    compass(Compass.north()),
    autoGravity(),
    focusOn(FocusOn.face()),
    focusOn(FocusOn.faces()),
    focusOn(FocusOn.cat()),
    focusOn(FocusOn.advancedFace()),
    focusOn(FocusOn.ocr()),
  ]);
const side = (random: Random): number | string => pick<number | string>(random, [100, 250, 0.5, "iw_div_2", "$w"]);

const sizing: readonly Change[] = [
  (image, random) => image.resize(Resize.scale().width(side(random)).height(100)),
  (image, random) => image.resize(Resize.scale(side(random))),
  (image) => image.resize(Resize.scale().width(200).aspectRatio("16:9")),
  (image, random) => image.resize(Resize.fit().width(side(random)).height(200)),
  (image) => image.resize(Resize.limitFit().width(300)),
  (image) => image.resize(Resize.minimumFit().width(300).height(20)),
  (image, random) => image.resize(Resize.fill().width(100).height(120).gravity(cutGravity(random))),
  (image) => image.resize(Resize.fill().width(100).height(120).x(5).y(8).gravity(xyCenter())),
  (image, random) => image.resize(Resize.limitFill().width(100).height(120).gravity(cutGravity(random))),
  (image, random) => image.resize(Resize.thumbnail().width(100).height(120).gravity(cutGravity(random)).zoom(1.5)),
  (image, random) => image.resize(Resize.crop().width(100).height(120).gravity(cutGravity(random))),
  (image) => image.resize(Resize.crop().width(100).height(120).x(10).y(20)),
  (image) => image.resize(Resize.auto().width(100).height(120).gravity(autoGravity())),
  (image, random) =>
    image.resize(
      Resize.pad()
        .width(100)
        .height(120)
        .background(
          pick(random, [
            Background.color("red"),
            Background.auto(),
            Background.blurred().intensity(50),
            Background.border(),
            Background.predominant(),
            Background.predominantGradient().palette("red", "blue"),
            Background.borderGradient(),
          ]),
        ),
    ),
  (image) => image.resize(Resize.limitPad().width(100).height(120).gravity(compass(Compass.south())).offsetX(3)),
  (image) => image.resize(Resize.minimumPad().width(100).height(120)),
  (image) => image.resize(Resize.fillPad().width(100).height(120).gravity(autoGravity())),
  (image) => image.resize(Resize.autoPad().width(100).height(120)),
  (image) => image.resize(Resize.imaggaCrop().width(100)),
  (image) => image.resize(Resize.scale().width(100).regionRelative()),
];

const effects: readonly Change[] = [
  (image) => image.effect(Effect.sepia().level(50)),
  (image) => image.effect(Effect.grayscale()),
  (image) => image.effect(Effect.negate()),
  (image, random) => image.effect(Effect.blur().strength(whole(random, 1, 2000))),
  (image) => image.effect(Effect.pixelate().squareSize(20)),
  (image) => image.effect(Effect.shadow().strength(50).color("green").offsetX(10).offsetY(-20)),
  (image) => image.effect(Effect.colorize(40).color("blue")),
  (image) => image.effect(Effect.oilPaint().strength(40)),
  (image) => image.effect(Effect.artisticFilter(ArtisticFilter.zorro())),
  (image) => image.effect(Effect.cartoonify().lineStrength(70).colorReductionLevel(20)),
  (image) => image.effect(Effect.cartoonify().lineStrength(70).blackwhite()),
  (image) => image.effect(Effect.outline().width(20).blurLevel(100).color("red")),
  (image) => image.effect(Effect.blackwhite(40)),
  (image) => image.effect(Effect.redEye()),
  (image) => image.effect(Effect.boomerang()),
  (image) => image.effect(Effect.loop().additionalIterations(3)),
  (image) => image.effect(Effect.makeTransparent(20).colorToReplace("white")),
  (image) => image.effect(Effect.noise(30)),
  (image) => image.effect(Effect.vignette(30)),
  (image) => image.effect(Effect.dither()),
  (image) => image.effect(Effect.vectorize()),
  (image) => image.effect(Effect.gradientFade()),
  (image) => image.effect(Effect.assistColorBlind()),
  (image) => image.effect(Effect.simulateColorBlind()),
  (image) => image.effect(Effect.removeBackground()),
  (image) => image.effect(Effect.backgroundRemoval().fineEdges()),
  (image) => image.effect(Effect.dropShadow().azimuth(200)),
  (image) => image.effect(Effect.upscale()),
  (image) => image.addTransformation(Effect.theme("blue").toString()),
  (image) => image.effect(Effect.generativeRemove().prompt("cat")),
  (image) => image.effect(Effect.styleTransfer(Source.image("lighthouse"))),
  (image) => image.effect(Effect.extract("cat")),
  (image) => image.adjust(Adjust.brightness(40)),
  (image) => image.adjust(Adjust.brightnessHSB(-50)),
  (image) => image.adjust(Adjust.opacity(50)),
  (image) => image.adjust(Adjust.red(30)),
  (image) => image.adjust(Adjust.green().level(-30)),
  (image) => image.adjust(Adjust.blue(90)),
  (image) => image.adjust(Adjust.sharpen(200)),
  (image) => image.adjust(Adjust.saturation(-70)),
  (image) => image.adjust(Adjust.contrast().level(30)),
  (image) => image.adjust(Adjust.gamma(50)),
  (image) => image.adjust(Adjust.hue(40)),
  (image) => image.adjust(Adjust.vibrance(70)),
  (image) => image.adjust(Adjust.unsharpMask(500)),
  (image) => image.adjust(Adjust.autoBrightness(80)),
  (image) => image.adjust(Adjust.autoColor()),
  (image) => image.adjust(Adjust.autoContrast(30)),
  (image) => image.adjust(Adjust.improve().blend(50)),
  (image) => image.adjust(Adjust.fillLight().blend(30).bias(20)),
  (image) => image.adjust(Adjust.opacityThreshold(60)),
  (image) => image.adjust(Adjust.replaceColor("red").tolerance(30)),
  (image) =>
    image.adjust(
      Adjust.recolor([
        [0.3, 0.7, 0.1],
        [0.3, 0.6, 0.1],
        [0.2, 0.5, 0.1],
      ]),
    ),
  (image) => image.adjust(Adjust.tint("100:red:blue")),
  (image) => image.adjust(Adjust.by3dLut("look.3dl")),
];

const shapes: readonly Change[] = [
  (image) => image.rotate(Rotate.byAngle(45)),
  (image) => image.rotate(Rotate.mode("vflip")),
  (image) => image.rotate(Rotate.mode("ignore")),
  (image) => image.roundCorners(RoundCorners.byRadius(20)),
  (image) => image.roundCorners(RoundCorners.byRadius(5, 10, 15, 20)),
  (image) => image.roundCorners(RoundCorners.max()),
  (image) => image.border(Border.solid(5, "red")),
  (image) => image.border(Border.solid(5, "rgb:00ff00").roundCorners(RoundCorners.byRadius(8))),
  (image) => image.backgroundColor("rgb:112233"),
  (image) => image.reshape(Reshape.trim().colorSimilarity(40).colorOverride("red")),
  (image) => image.reshape(Reshape.shear(20, 0)),
  (image) => image.reshape(Reshape.distortArc(180)),
  (image) => image.reshape(Reshape.cutByImage(Source.image("mask"))),
  (image) => image.namedTransformation(NamedTransformation.name("small")),
  (image) => image.addVariable(Variable.set("w", 50)),
  (image) => image.addVariable(Variable.setFromContext("w", "stage")),
  (image) => image.delivery(Delivery.quality(80)),
  (image) => image.delivery(Delivery.quality("auto:best")),
  (image) => image.delivery(Delivery.format("auto")),
  (image) => image.delivery(Delivery.format("jp2")),
  (image) => image.delivery(Delivery.dpr("2.0")),
  (image) => image.delivery(Delivery.defaultImage("sample.png")),
  (image) => image.delivery(Delivery.colorSpace("srgb")),
  (image) =>
    image.conditional(
      Conditional.ifCondition("w_gt_300", new Transformation().effect(Effect.sepia())).otherwise(
        new Transformation().effect(Effect.grayscale()),
      ),
    ),
  (image) =>
    image.conditional(
      Conditional.ifCondition('"sale"_in_tags'.replaceAll('"', "!"), new Transformation().resize(Resize.scale(100))),
    ),
];

function layers(random: Random) {
  const inner = pick(random, [
    new Transformation().resize(Resize.scale(100)),
    new Transformation().effect(Effect.sepia()).resize(Resize.scale(0.5).relative()),
    new Transformation().resize(Resize.scale(0.3).relative()),
    new Transformation().rotate(Rotate.byAngle(20)),
  ]);
  const style = new TextStyle(pick(random, ["Arial", "Open Sans"]), whole(random, 8, 99))
    .fontWeight("bold")
    .letterSpacing(3)
    .textAlignment("center");
  const source = pick(random, [
    Source.image("folder/logo"),
    Source.image("a/b/c"),
    Source.fetch("https://example.com/a?b=c&d.png"),
    Source.text("Hello, World/ 50%?", style).textColor("red"),
    Source.text("Hi", "Arial_20").backgroundColor("white"),
  ]);
  const place = new Position()
    .gravity(compass(pick(random, places)))
    .offsetX(5)
    .offsetY(-7);
  return { source: random() < 0.4 ? source.transformation(inner) : source, place };
}

const layered: readonly Change[] = [
  (image, random) => {
    const { source, place } = layers(random);
    return image.overlay(
      Overlay.source(source).position(
        pick(random, [place, place.allowOverflow(false), new Position().gravity(compass(Compass.north())).tiled()]),
      ),
    );
  },
  (image, random) =>
    image.overlay(
      Overlay.source(layers(random).source).blendMode(
        pick(random, [
          BlendMode.multiply(),
          BlendMode.screen(),
          BlendMode.overlay(),
          BlendMode.mask(),
          BlendMode.antiRemoval(30),
        ]),
      ),
    ),
  (image, random) => image.underlay(Underlay.source(layers(random).source)),
];

/** One address. */
export function randomGenUrl(random: Random): string {
  const cloud = new Cloudinary({
    cloud: { cloudName: "demo" },
    url: { analytics: random() < 0.5, ...(random() < 0.2 && { privateCdn: true }) },
  });
  const image = cloud.image(pick(random, ["cat", "folder/cat", "folder/my cat (1),=", "été", "cat.jpg"]));
  image.addVariable(Variable.set("w", 70));
  const count = whole(random, 0, 4);
  for (let at = 0; at < count; at++) pick(random, pick(random, [sizing, effects, shapes, layered]))(image, random);
  if (random() < 0.2) image.setSuffix("words");
  if (random() < 0.2) image.setVersion(123);
  return image.toURL();
}
