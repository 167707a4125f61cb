/**
 * What new canvas around a picture is filled with: a colour; the edge's pixels drawn out; the picture repeated, or mirrored;
 * the picture itself, blurred and covering the canvas; the colour most of its border has; or the one most of it has.
 */
export const fills = ["color", "copy", "repeat", "mirror", "blurred", "border", "predominant"] as const;
