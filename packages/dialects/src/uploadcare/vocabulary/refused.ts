/** Words that Uploadcare documents and that are not spoken here, each with the reason. */

const colors = "colour adjustments are not spoken yet";
const detector = "needs a face/object detector";
const layers = "nothing is laid over pictures yet";
const answers = "only the json answer is given";
const profiles = "results are always sRGB without a profile";

/** The refused words by name. */
export const refused: Readonly<Record<string, string>> = {
  smart_resize: "needs a model that knows what may be stretched",
  zoom_objects: detector,
  border_radius: "corners are not rounded yet",
  rasterize: "drawings are not rendered",
  brightness: colors,
  exposure: colors,
  gamma: colors,
  contrast: colors,
  saturation: colors,
  vibrance: colors,
  warmth: colors,
  enhance: colors,
  invert: colors,
  filter: "Uploadcare's filters are its own",
  blur_region: "only whole pictures are blurred",
  overlay: layers,
  rect: layers,
  text: layers,
  font: layers,
  text_align: layers,
  text_box: layers,
  srgb: profiles,
  max_icc_size: profiles,
  jsonp: answers,
  main_colors: answers,
  detect_faces: detector,
  gif2video: "videos are not made",
  video: "videos are not made",
  document: "documents are not converted",
};
