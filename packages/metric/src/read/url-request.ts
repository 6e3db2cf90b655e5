export interface UrlRequest {
  readonly url: URL;
  readonly headers: Headers;
  /** What messages call it. */
  readonly source: string;
  /** Sent in the headers; it never goes on to where a redirect points, and never into a message. */
  readonly key: string | undefined;
}
