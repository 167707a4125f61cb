/** All that an adapter knows of a server. */
export interface Fetchable {
  /** Answers every request it {@link owns}; never rejects. */
  fetch(request: Request): Promise<Response>;
  /** True when the URL, whole or from the root, is one this server answers. Quick; reads nothing. */
  owns(url: string): boolean;
}
