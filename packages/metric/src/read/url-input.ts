import { ReadError } from "../read-error.ts";
import { decompress } from "./decompress.ts";
import { createProgressWatch, type Input } from "./input.ts";
import type { JsonText } from "./json-text.ts";
import { readPages } from "./keyset-pages.ts";
import { openAnswer, type Answer } from "./open-answer.ts";
import { Patience, Unavailable } from "./patience.ts";
import type { ReadOptions } from "./read-options.ts";
import { splitTexts } from "./split-texts.ts";
import { displayUrl, headersFor, isTableUrl, keyFor, readingKeyAdvice, roleOf } from "./url-key.ts";
import type { UrlRequest } from "./url-request.ts";

/**
 * A URL: a table that is read in pages, or a file.
 *
 * @throws ReadError when it is none
 */
export function urlInput(text: string, options: ReadOptions): Input {
  if (!URL.canParse(text)) throw new ReadError(text, "this is not a URL");
  const url = new URL(text);
  const key = keyFor(url, options);
  const request = { url, key, headers: headersFor(url, key), source: displayUrl(url) };
  return { source: request.source, texts: () => readUrl(request, options) };
}

async function* readUrl(
  request: UrlRequest,
  options: ReadOptions,
): AsyncGenerator<readonly JsonText[], void, undefined> {
  if (isTableUrl(request.url)) {
    yield* readTable(request, options);
    return;
  }
  const answer = await new Patience(request.source, options.onWarning).call(() => openAnswer(request));
  if (isTableAnswer(answer)) {
    answer.cancel();
    yield* readTable(request, options);
  } else {
    yield* readDocument(request, answer, options);
  }
}

async function* readTable(
  request: UrlRequest,
  { onWarning, onProgress }: ReadOptions,
): AsyncGenerator<readonly JsonText[], void, undefined> {
  let isEmpty = true;
  const watch = createProgressWatch(request.source, onProgress);
  for await (const texts of readPages(request, { onWarning, watch })) {
    isEmpty = false;
    yield texts;
  }
  const role = request.key === undefined ? "none" : roleOf(request.key);
  if (!isEmpty || (role !== "none" && role !== "anon")) return;
  const why =
    role === "anon"
      ? "The key's role is anon, which may read nothing"
      : "It was asked without a key, which may read nothing";
  onWarning?.(`${request.source} sent no rows. ${why}: ${readingKeyAdvice}`);
}

async function* readDocument(
  { source, url }: UrlRequest,
  answer: Answer,
  { onProgress }: ReadOptions,
): AsyncGenerator<readonly JsonText[], void, undefined> {
  const coding = answer.headers.get("content-encoding");
  const length = Number(answer.headers.get("content-length") ?? Number.NaN);
  const totalBytes = coding === null && Number.isFinite(length) ? length : undefined;
  const chunks = createProgressWatch(source, onProgress, totalBytes)(answer.chunks());
  try {
    yield* splitTexts(decompress(chunks, url.pathname, source, coding), source);
  } catch (error) {
    // What was read is counted already: asking again would count it twice.
    if (error instanceof Unavailable) throw new ReadError(source, error.message, { cause: error });
    throw error;
  }
}

/** PostgREST says which rows of how many it sends, with every read of a table. */
function isTableAnswer({ headers }: Answer): boolean {
  return (
    /^(?:\d+-\d+|\*)\/(?:\d+|\*)$/.test(headers.get("content-range") ?? "") &&
    (headers.get("content-type") ?? "").includes("json")
  );
}
