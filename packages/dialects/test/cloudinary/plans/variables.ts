/** Variables, conditions and named transformations. */
import { resize, cover, at, share, logo, overlay, text, type Row } from "./making.ts";

export const variables: readonly Row[] = [
  { url: "$w_300/w_$w", canonical: "c_scale,w_300", steps: [resize({ width: 300 })] },
  { url: "$w_300,w_$w_div_2", canonical: "c_scale,w_150", steps: [resize({ width: 150 })] },
  { url: "$w_0.5/w_$w", canonical: "c_scale,w_0.5", steps: [resize({ width: share(0.5) })] },
  { url: "$a_2/$b_$a_add_3_mul_4/w_$b", canonical: "c_scale,w_14", steps: [resize({ width: 14 })] },
  { url: "w_2_pow_3_mul_2_sub_1", canonical: "c_scale,w_15", steps: [resize({ width: 15 })] },
  { url: "w_100_mul_1.5", canonical: "c_scale,w_150", steps: [resize({ width: 150 })] },
  { url: "w_17_mod_10", canonical: "c_scale,w_7", steps: [resize({ width: 7 })] },
  { url: "$x_17.9/w_$x_to_i", canonical: "c_scale,w_17", steps: [resize({ width: 17 })] },
  {
    url: "$_width_10,$__h1_20/w_$_width,h_$__h1",
    canonical: "c_scale,h_20,w_10",
    steps: [resize({ width: 10, height: 20, mode: "force" })],
  },
  { url: "$n_300/e_blur:$n", canonical: "e_blur:300", steps: [{ op: "blur", sigma: 15 }] },
  { url: "$n_300/e_blur:$n_div_3", canonical: "e_blur", steps: [{ op: "blur", sigma: 5 }] },
  { url: "$c_!red!/b_$c", canonical: "b_rgb:ff0000", steps: [{ op: "flatten", color: "ff0000ff" }] },
  {
    url: "$v_3/bo_$(v)px_solid_blue",
    canonical: "bo_3px_solid_rgb:0000ff",
    steps: [{ op: "border", width: 3, color: "0000ffff" }],
  },
  { url: "$img_!logo!/l_$img/fl_layer_apply", canonical: "l_logo/fl_layer_apply", steps: [overlay({ layer: logo })] },
  {
    url: "$img_ref:!logo!/l_$img/fl_layer_apply",
    canonical: "l_logo/fl_layer_apply",
    steps: [overlay({ layer: logo })],
  },
  {
    url: "$s_!Arial_40!,$name_!You!/l_text:$s:Hi%20$(name)",
    canonical: "l_text:Arial_40:Hi%2520You,co_rgb:000000/fl_layer_apply",
    steps: [overlay({ layer: text("Hi You") })],
  },
  {
    url: "$x_5/if_$x_gt_3/e_sepia/if_else/e_blur/if_end",
    canonical: "e_sepia",
    steps: [{ op: "filter", name: "sepia", amount: 0.8 }],
  },
  {
    url: "$x_2/if_$x_gt_3/e_sepia/if_else/e_blur/if_end/e_negate",
    canonical: "e_blur/e_negate",
    steps: [
      { op: "blur", sigma: 5 },
      { op: "filter", name: "negate" },
    ],
  },
  { url: "$x_2/if_$x_gt_3,e_sepia/e_negate", canonical: "e_negate", steps: [{ op: "filter", name: "negate" }] },
  {
    url: "$x_2/if_$x_gt_3/e_sepia/if_$x_eq_2/e_negate/if_end",
    canonical: "e_negate",
    steps: [{ op: "filter", name: "negate" }],
  },
  {
    url: "$x_2/if_$x_eq_1_or_$x_eq_2_and_$x_ne_5,e_negate",
    canonical: "e_negate",
    steps: [{ op: "filter", name: "negate" }],
  },
  {
    url: "$l_!a:b:c!/if_!a:c!_in_$l_and_!d!_nin_$l,e_negate",
    canonical: "e_negate",
    steps: [{ op: "filter", name: "negate" }],
  },
  { url: "$x_!a!/if_$x_eq_!a!,e_negate", canonical: "e_negate", steps: [{ op: "filter", name: "negate" }] },
  {
    url: "$x_2/if_$x_gt_3/l_logo/fl_layer_apply/if_else/l_logo/fl_layer_apply,g_south/if_end",
    canonical: "l_logo/fl_layer_apply,g_south",
    steps: [overlay({ layer: logo, anchor: at("bottom") })],
  },
  {
    url: "t_small",
    canonical: "c_fill,h_100,w_100/e_sepia",
    steps: [cover(100, 100), { op: "filter", name: "sepia", amount: 0.8 }],
  },
  { url: "t_jpg_with_quality_30", canonical: "f_jpg,q_30", encode: { format: "jpeg", quality: 30 } },
  { url: "t_two%20words", canonical: "e_grayscale", steps: [{ op: "filter", name: "grayscale" }] },
  {
    url: "t_small.two%20words",
    canonical: "c_fill,h_100,w_100/e_sepia/e_grayscale",
    steps: [cover(100, 100), { op: "filter", name: "sepia", amount: 0.8 }, { op: "filter", name: "grayscale" }],
  },
  { url: "$size_50/t_sized", canonical: "c_limit,w_50", steps: [resize({ width: 50, enlarge: "never" })] },
];
