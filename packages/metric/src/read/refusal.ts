import { maxErrorBodyBytes } from "../limits.ts";
import { ReadError } from "../read-error.ts";
import { Unavailable } from "./patience.ts";
import { displayUrl, readingKeyAdvice } from "./url-key.ts";
import type { UrlRequest } from "./url-request.ts";

/**
 * What an answer other than 2xx means: Unavailable when asking again may help, ReadError when not.
 *
 * @param body the answer's, read as far as the message goes and closed
 */
export async function refusal(
  response: Response,
  body: AsyncGenerator<Buffer, void, undefined>,
  request: UrlRequest,
): Promise<Error> {
  const { status } = response;
  const said = await errorText(body, request);
  if (status >= 300 && status < 400) {
    const target = response.headers.get("location") ?? "";
    const place = URL.canParse(target, request.url.href)
      ? displayUrl(new URL(target, request.url))
      : "elsewhere";
    return new ReadError(
      request.source,
      `it redirects to ${place}, where a key is not sent on: give that address`,
    );
  }

  const answered = `the server answered ${status}${said === "" ? "" : `: ${said}`}`;
  if (status === 408 || status === 429 || status >= 500) {
    return new Unavailable(answered, { retryAfterMs: retryAfterMs(response.headers.get("retry-after")) });
  }
  if (status === 401 || status === 403) {
    const hint = `Reading takes a key that may read: ${readingKeyAdvice}`;
    return new ReadError(request.source, `${answered}. ${hint}`);
  }
  return new ReadError(request.source, answered);
}

/** The message of a PostgREST error, fit for a terminal. */
async function errorText(
  body: AsyncGenerator<Buffer, void, undefined>,
  { key }: UrlRequest,
): Promise<string> {
  let text = "";
  try {
    for await (const chunk of body) {
      text += chunk.toString();
      if (text.length > maxErrorBodyBytes) break;
    }
    const error: unknown = JSON.parse(text);
    if (typeof error !== "object" || error === null || !("message" in error)) return "";
    const message = String(error.message).replaceAll(/\p{Cc}+/gu, " ");
    return key === undefined ? message : message.replaceAll(key, "(the key)");
  } catch {
    return "";
  }
}

/** Seconds, or an HTTP date: RFC 9110, section 10.2.3. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const delayMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
