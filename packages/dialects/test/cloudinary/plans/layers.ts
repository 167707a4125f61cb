/** Layers. */
import { resize, at, share, point, logo, overlay, text, type Row } from "./making.ts";

export const layers: readonly Row[] = [
  { url: "l_logo/fl_layer_apply", steps: [overlay({ layer: logo })] },
  { url: "l_logo", canonical: "l_logo/fl_layer_apply", steps: [overlay({ layer: logo })] },
  {
    url: "l_a:b:logo.png/fl_layer_apply",
    steps: [overlay({ layer: { kind: "name", names: ["a/b/logo", "a/b/logo.png"] } })],
  },
  { url: "l_private:logo", canonical: "l_logo/fl_layer_apply", steps: [overlay({ layer: logo })] },
  {
    url: "c_scale,w_100,l_logo/e_grayscale/fl_layer_apply,g_south_east,x_5,y_0.1,fl_no_overflow",
    steps: [
      overlay({
        layer: logo,
        width: 100,
        steps: [{ op: "filter", name: "grayscale" }],
        anchor: at("bottom-right"),
        x: 5,
        y: share(0.1),
        overflow: "clip",
      }),
    ],
  },
  {
    url: "l_logo,w_100,g_south_east,x_5,o_50",
    canonical: "o_50,c_scale,w_100,l_logo/fl_layer_apply,g_south_east,x_5",
    steps: [overlay({ layer: logo, width: 100, anchor: at("bottom-right"), x: 5, opacity: 0.5 })],
  },
  {
    url: "l_logo/c_fill,h_20,w_30/o_50/fl_layer_apply",
    canonical: "c_fill,h_20,w_30,l_logo/o_50/fl_layer_apply",
    steps: [overlay({ layer: logo, width: 30, height: 20, fit: "cover", steps: [{ op: "opacity", amount: 0.5 }] })],
  },
  {
    url: "l_logo/c_scale,fl_relative,w_0.5/fl_layer_apply",
    canonical: "c_scale,fl_relative,w_0.5,l_logo/fl_layer_apply",
    steps: [overlay({ layer: logo, width: share(0.5) })],
  },
  {
    url: "l_logo,w_0.5",
    canonical: "l_logo/c_scale,w_0.5/fl_layer_apply",
    steps: [overlay({ layer: logo, steps: [resize({ width: share(0.5) })] })],
  },
  {
    url: "l_logo/c_crop,h_2,w_3/fl_layer_apply",
    steps: [overlay({ layer: logo, steps: [{ op: "crop", width: 3, height: 2 }] })],
  },
  {
    url: "u_logo,w_1.0,h_1.0,c_fill,fl_relative/fl_layer_apply,fl_no_overflow",
    canonical: "c_fill,fl_relative,h_1.0,w_1.0,u_logo/fl_layer_apply,fl_no_overflow",
    steps: [overlay({ layer: logo, width: share(1), height: share(1), fit: "cover", under: true, overflow: "clip" })],
  },
  { url: "l_logo/fl_layer_apply,e_multiply", steps: [overlay({ layer: logo, blend: "multiply" })] },
  {
    url: "e_screen,l_logo",
    canonical: "l_logo/fl_layer_apply,e_screen",
    steps: [overlay({ layer: logo, blend: "screen" })],
  },
  {
    url: "l_logo/fl_layer_apply.tiled.no_overflow",
    canonical: "l_logo/fl_layer_apply,fl_no_overflow,fl_tiled",
    steps: [overlay({ layer: logo, repeat: "both", overflow: "clip" })],
  },
  {
    url: "l_logo/fl_cutter.layer_apply",
    canonical: "l_logo/fl_layer_apply,fl_cutter",
    steps: [overlay({ layer: logo, blend: "cut" })],
  },
  { url: "l_logo/fl_layer_apply,g_xy_center,x_0.3,y_0.4", steps: [overlay({ layer: logo, anchor: point(0.3, 0.4) })] },
  ...[
    "aHR0cHM6Ly9leGFtcGxlLmNvbS9hPz4_Yg",
    "aHR0cHM6Ly9leGFtcGxlLmNvbS9hPz4_Yg==",
    "aHR0cHM6Ly9leGFtcGxlLmNvbS9hPz4%2FYg%3D%3D",
    "aHR0cHM6Ly9leGFtcGxlLmNvbS9hPz4_Yg.png",
  ].map((base64): Row => ({
    url: `l_fetch:${base64}/fl_layer_apply`,
    canonical: "l_fetch:aHR0cHM6Ly9leGFtcGxlLmNvbS9hPyUzRT9i/fl_layer_apply",
    steps: [overlay({ layer: { kind: "url", url: "https://example.com/a?>?b" } })],
  })),
  {
    url: "l_text:Arial_40:Hello/fl_layer_apply",
    canonical: "l_text:Arial_40:Hello,co_rgb:000000/fl_layer_apply",
    steps: [overlay({ layer: text("Hello") })],
  },
  {
    url: "l_text:Arial_40:50%2525%2520%252F%252C%250Aa%252Eb,co_rgb:ff0000/fl_layer_apply",
    steps: [overlay({ layer: text("50% /,\na.b", { color: "ff0000ff" }) })],
  },
  {
    url: "l_text:Arial_40:100%25%20a:b,co_red",
    canonical: "l_text:Arial_40:100%2525%2520a%253Ab,co_rgb:ff0000/fl_layer_apply",
    steps: [overlay({ layer: text("100% a:b", { color: "ff0000ff" }) })],
  },
  {
    url: "l_text:Arial_40_bold_italic_underline_strikethrough_center_letter_spacing_4_line_spacing_-5:a,co_rgb:000000/fl_layer_apply",
    steps: [
      overlay({
        layer: text("a", {
          weight: 700,
          italic: true,
          underline: true,
          strikethrough: true,
          align: "center",
          letterSpacing: 4,
          lineSpacing: -5,
        }),
      }),
    ],
  },
  {
    url: "l_text:Open%20Sans_12.5_antialias_best_hinting_full_left:a,co_rgb:000000/fl_layer_apply",
    canonical: "l_text:Open%20Sans_12.5_left:a,co_rgb:000000/fl_layer_apply",
    steps: [overlay({ layer: text("a", { family: "Open Sans", size: 12.5, align: "left" }) })],
  },
  {
    url: "l_text:Arial_40_stroke:a,co_rgb:000000,bo_2px_solid_rgb:00ff00,b_rgb:ffffff/fl_layer_apply",
    steps: [overlay({ layer: text("a", { strokeWidth: 2, strokeColor: "00ff00ff", backdrop: "fit" }) })],
  },
  {
    url: "l_text:Arial_40:a,co_rgb:000000,c_fit,w_300/fl_layer_apply",
    steps: [overlay({ layer: text("a", { width: 300 }) })],
  },
  {
    url: "l_text:Arial_40:a,w_300,c_fit,fl_relative,w_0.5",
    canonical: "l_text:Arial_40:a,co_rgb:000000,c_fit,fl_relative,w_0.5/fl_layer_apply",
    steps: [overlay({ layer: text("a", { width: share(0.5) }) })],
  },
  {
    url: "h_100,l_text:Arial_40:a,w_100",
    canonical: "l_text:Arial_40:a,co_rgb:000000/c_scale,h_100,w_100/fl_layer_apply",
    steps: [overlay({ layer: text("a"), width: 100, height: 100, fit: "force" })],
  },
  {
    url: "l_text:Arial_40:a,co_rgb:000000/a_45/fl_layer_apply",
    steps: [overlay({ layer: text("a"), steps: [{ op: "rotate", degrees: 45 }] })],
  },
  {
    url: "l_logo/fl_layer_apply/e_sepia/u_logo/fl_layer_apply",
    steps: [
      overlay({ layer: logo }),
      { op: "filter", name: "sepia", amount: 0.8 },
      overlay({ layer: logo, under: true }),
    ],
  },
];
