/** Words that Cloudinary documents and that are not spoken here, each with the reason. */

const model = "needs a model that is not here";
const operation = "no step of the transform language means it";
const video = "videos and sounds are not made";
const drawing = "drawings and documents are not rendered";
const own = "Cloudinary's own look, of which no table is public";

function list(reason: string, names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, reason]));
}

/** The refused words by name. */
export const refused: Readonly<Record<string, string>> = {
  ...list("needs an add-on that is not here", "c_imagga_crop c_imagga_scale"),
  ...list(
    model,
    "e_redeye e_adv_redeye e_enhance e_auto_enhance e_upscale e_gen_restore e_theme e_gen_remove e_gen_replace e_gen_recolor e_gen_background_replace e_extract e_style_transfer fl_region_relative",
  ),
  ...list(
    operation,
    "e_fill_light e_opacity_threshold e_replace_color e_dropshadow e_gradient_fade e_noise e_ordered_dither e_assist_colorblind e_distort e_tilt_shift e_displace e_mask e_anti_removal e_cut_out",
  ),
  ...list(drawing, "e_vectorize fl_clip fl_clip_evenodd fl_replace_image"),
  ...list(own, "e_art"),
  ...list(
    video,
    "e_zoompan e_boomerang e_reverse e_accelerate e_fade e_deshake e_volume e_transition e_preview e_progressbar e_waveform e_camera e_light " +
      "so eo du vc ac br af fps ki vs sp fl_splice fl_hlsv3 fl_keep_dar fl_mono fl_truncate_ts fl_waveform fl_alternate",
  ),
  ...list("functions of others are not run", "fn"),
  ...list("there are no sprites", "p"),
  ...list("there are no baselines", "bl"),
  ...list("results are always sRGB without a profile", "cs fl_force_icc"),
  ...list("this format is not written", "fl_apng fl_tiff8_lzw"),
  ...list("the address of the original is the one without a transformation", "fl_original"),
  ...list("texts are never cut, and never refused for their size", "fl_text_disallow_overflow"),
  ...list("only what is visible of a file is read", "fl_ignore_mask_channels"),
};
