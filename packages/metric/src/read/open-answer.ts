import { httpSilenceMs } from "../limits.ts";
import { Unavailable } from "./patience.ts";
import { refusal } from "./refusal.ts";
import type { UrlRequest } from "./url-request.ts";

/** A server's 2xx answer, its body unread. */
export interface Answer {
  readonly headers: Headers;
  /** @throws Unavailable when the connection breaks or falls silent */
  chunks(): AsyncGenerator<Buffer, void, undefined>;
  /** Gives the body up. */
  cancel(): void;
}

/**
 * Asks once.
 *
 * @throws Unavailable when asking again may help, ReadError when not
 */
export async function openAnswer(request: UrlRequest): Promise<Answer> {
  const controller = new AbortController();
  const isSecret = request.headers.has("authorization");
  let response: Response;
  try {
    const answering = fetch(withoutLogin(request.url), {
      headers: request.headers,
      redirect: isSecret ? "manual" : "follow",
      signal: controller.signal,
    });
    response = await unlessSilent(answering, controller);
  } catch (error) {
    throw new Unavailable(networkReason(error), { cause: error });
  }
  const chunks = (): AsyncGenerator<Buffer, void, undefined> => bodyChunks(response, controller);
  if (!response.ok) throw await refusal(response, chunks(), request);
  return { headers: response.headers, chunks, cancel: () => controller.abort() };
}

async function* bodyChunks(
  response: Response,
  controller: AbortController,
): AsyncGenerator<Buffer, void, undefined> {
  if (response.body === null) return;
  const body = response.body[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await nextChunk(body, controller);
      if (next.done === true) return;
      yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
  } finally {
    // Frees the connection when the reader leaves early; after the end it does nothing.
    controller.abort();
  }
}

async function nextChunk(
  body: AsyncIterator<Uint8Array>,
  controller: AbortController,
): Promise<IteratorResult<Uint8Array>> {
  try {
    return await unlessSilent(body.next(), controller);
  } catch (error) {
    throw new Unavailable(`the connection broke: ${networkReason(error)}`, { cause: error });
  }
}

/** A deadline for the next sign of life, not for the whole: a large answer may take its time. */
async function unlessSilent<Value>(work: Promise<Value>, controller: AbortController): Promise<Value> {
  const timer = setTimeout(
    () => controller.abort(new Error(`nothing came for ${httpSilenceMs / 1000} s`)),
    httpSilenceMs,
  );
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` says "fetch failed", and why in the cause. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}

/** `fetch` refuses a URL with a name and password; they are in the headers by now. */
function withoutLogin(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}
