import { checkPlan } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { codeOf, dialect, id, read, record, resolve, sizeAfter } from "./fixture.ts";

describe("what asks about the picture", () => {
  // The record is 400 by 300, tagged pet and sale, with stage=new.
  test.each<[string, string]>([
    ["if_w_gt_300,c_scale,w_300", "c_scale,w_300"],
    ["if_w_gt_400,c_scale,w_300", "a_0"],
    ["if_ar_gt_1/e_sepia/if_else/e_blur/if_end", "e_sepia"],
    ["w_200/if_w_lte_200_and_iw_eq_400/e_sepia/if_end", "c_scale,w_200/e_sepia"],
    ["a_90/if_h_gt_w,e_sepia", "a_90/e_sepia"],
    ["if_!sale!_in_tags,e_sepia", "e_sepia"],
    ["if_!sale:new!_in_tags,e_sepia", "a_0"],
    ["if_ctx:!stage!_eq_!new!,e_sepia", "e_sepia"],
    ["if_md:!none!_eq_!new!,e_sepia", "a_0"],
    ["if_pc_gt_1,e_sepia", "a_0"],
    ["w_h", "c_scale,w_300"],
    ["w_100/w_iw_div_2", "c_scale,w_100/c_scale,w_200"],
    ["w_iw_div_3", "c_scale,w_133"],
    ["w_w_sub_50", "c_scale,w_350"],
    ["$half_iw_div_2/h_$half", "c_scale,h_200"],
    ["c_crop,g_south_east,h_100,w_100,x_10,y_20", "c_crop,h_100,w_100,x_290,y_180"],
    ["c_crop,g_center,h_100,w_100,x_10", "c_crop,h_100,w_100,x_160,y_100"],
    ["ar_1:1,c_fill,w_0.5", "c_fill,h_200,w_0.5"],
    ["c_fill,g_xy_center,h_100,w_100,x_100,y_150", "c_fill,g_xy_center,h_100,w_100,x_0.25,y_0.5"],
    [
      "l_logo/e_sepia/c_crop,fl_relative,h_0.5,w_0.25/fl_layer_apply",
      "l_logo/e_sepia/c_crop,h_150,w_100/fl_layer_apply",
    ],
    ["l_logo,w_iw_div_4", "c_scale,w_100,l_logo/fl_layer_apply"],
    ["a_auto_right,h_400,w_300", "a_90/c_scale,h_400,w_300"],
    ["a_auto_left,h_400,w_300,c_fill", "a_270/c_fill,h_400,w_300"],
    ["a_auto_right,h_300,w_400", "c_scale,h_300,w_400"],
    [
      "ar_1,b_auto,c_pad,w_iw_div_2/c_crop,g_north_east,h_1,w_1/c_fill,h_ih,w_iw/q_auto/f_auto",
      "b_auto:border,c_pad,h_200,w_0.5/c_crop,g_north_east,h_1,w_1/c_fill,h_300,w_400/f_auto,q_auto",
    ],
  ])("%s", (url, same) => {
    const delivery = read(url);
    expect(delivery.plan).toEqual(checkPlan({ source: { kind: "file", id } }));
    const known = resolve(delivery);
    expect(known.forFile).toBeUndefined();
    expect(known.plan).toEqual(read(same).plan);
    expect(codeOf(() => dialect.format(delivery))).toBe("PLAN_UNSAYABLE");
  });
  test("an offset from a gravity in a box", () => {
    const { plan } = resolve(read("c_fill,g_south_east,h_100,w_100,x_10"));
    expect(plan.steps[1]).toMatchObject({ anchor: { kind: "offset", x: 23, y: 0 } });
    const padded = resolve(read("c_pad,g_north_west,h_300,w_500,x_10,y_-5"));
    expect(padded.plan.steps[1]).toMatchObject({ anchor: { kind: "offset", x: 10, y: -5 } });
  });
  test("is refused for what is no picture", () => {
    const delivery = read("w_iw_div_3");
    expect(codeOf(() => delivery.forFile?.({ ...record, image: null }, sizeAfter))).toBe("FILE_NOT_IMAGE");
  });
});
