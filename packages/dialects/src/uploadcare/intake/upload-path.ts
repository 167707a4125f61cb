/** Where direct uploads come in. */
export const uploadPath = "/base/";
