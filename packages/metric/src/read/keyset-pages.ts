import { pageRows } from "../limits.ts";
import { ReadError } from "../read-error.ts";
import { ArraySplitter } from "./array-splitter.ts";
import type { ProgressWatch } from "./input.ts";
import { parseText, type JsonText } from "./json-text.ts";
import { openAnswer } from "./open-answer.ts";
import { Patience, Unavailable } from "./patience.ts";
import type { UrlRequest } from "./url-request.ts";

export interface PagesOptions {
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly watch: ProgressWatch;
}

/**
 * Reads a table to its end as PostgREST serves it: rows in the order of their ids, each page beginning after the last id
 * seen, until one is empty. A short page proves nothing, since the server's own row limit may be 1. A page that breaks off
 * is resumed after its last whole row.
 */
export async function* readPages(
  request: UrlRequest,
  options: PagesOptions,
): AsyncGenerator<readonly JsonText[], void, undefined> {
  const patience = new Patience(request.source, options.onWarning);
  const cursor = new Cursor(request.source);
  while (true) {
    let rows = 0;
    try {
      for await (const texts of readPage(request, cursor, options)) {
        cursor.advance(texts, rows === 0);
        rows += texts.length;
        patience.renew();
        yield texts;
      }
      if (rows === 0) return;
    } catch (error) {
      await patience.waitAfter(error);
    }
  }
}

async function* readPage(
  request: UrlRequest,
  cursor: Cursor,
  options: PagesOptions,
): AsyncGenerator<readonly JsonText[], void, undefined> {
  const answer = await openAnswer({ ...request, url: cursor.pageUrl(request.url) });
  const splitter = new ArraySplitter(request.source);
  for await (const chunk of options.watch(answer.chunks())) yield* wholeRows(splitter.push(chunk));
  yield* wholeRows(splitter.end());
}

function* wholeRows(texts: readonly JsonText[]): Generator<readonly JsonText[], void, undefined> {
  const broken = texts.findIndex((text) => text.fault !== undefined);
  const whole = broken === -1 ? texts : texts.slice(0, broken);
  if (whole.length > 0) yield whole;
  if (broken !== -1) throw new Unavailable("its answer is not a whole JSON array");
}

/** How far the rows have been read. */
class Cursor {
  readonly #source: string;
  #firstId: string | undefined;
  #lastId: string | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  /** The user's own filters stay; what pages are made of is set here. */
  pageUrl(url: URL): URL {
    const page = new URL(url);
    for (const parameter of ["select", "order", "limit", "offset"]) page.searchParams.delete(parameter);
    page.searchParams.append("select", "id,payload");
    page.searchParams.append("order", "id.asc");
    page.searchParams.append("limit", String(pageRows));
    if (this.#lastId !== undefined) page.searchParams.append("id", `gt.${this.#lastId}`);
    return page;
  }

  advance(texts: readonly JsonText[], isNewPage: boolean): void {
    if (isNewPage) {
      const firstId = this.#idOf(texts[0]);
      // Counting the same rows for ever would be worse than failing.
      if (firstId === this.#firstId) {
        throw new ReadError(
          this.#source,
          "it sends the same rows again: it does not filter by id=gt as PostgREST does",
        );
      }
      this.#firstId ??= firstId;
    }
    this.#lastId = this.#idOf(texts.at(-1));
  }

  #idOf(text: JsonText | undefined): string {
    const row = text === undefined ? undefined : parseText(text);
    const id: unknown = typeof row === "object" && row !== null && "id" in row ? row.id : undefined;
    if (typeof id === "string" || typeof id === "number") return String(id);
    throw new ReadError(this.#source, "it sends rows without an id, which can't be read in pages");
  }
}
