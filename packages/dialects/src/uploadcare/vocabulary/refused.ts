/** Words that Uploadcare documents and that are not spoken here, each with the reason. */

const detector = "needs a face/object detector";

/** The refused words by name. */
export const refused: Readonly<Record<string, string>> = {
  zoom_objects: detector,
  detect_faces: detector,
  rasterize: "drawings are not rendered",
  gif2video: "videos are not made",
  video: "videos are not made",
  document: "documents are not converted",
};
