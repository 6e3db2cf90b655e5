import type { EventStore, Filter, Operator, RowQuery, Selected } from "@astrolabe/store";
import { pageRows } from "../limits.ts";
import { patiently } from "../patiently.ts";

export interface TablePages {
  readonly table: RowQuery["table"];
  /** Columns that tell the rows apart: rows come in their order. */
  readonly key: readonly string[];
  /** Must hold the key; left out: all columns. */
  readonly select?: readonly string[] | undefined;
  readonly filters?: readonly Filter[] | undefined;
}

/**
 * The rows of a table as JSON text, page by page, each page after the last key of the one before. A row that is there all
 * the while comes once, whatever else comes and goes.
 */
export async function* tablePages(
  store: EventStore,
  { table, key, select = [], filters = [] }: TablePages,
): AsyncGenerator<readonly string[], void, undefined> {
  const query = {
    table,
    select: select.map((name) => whole(name)),
    order: key.map((name) => ascending(name)),
  };
  const read = async (more: readonly Filter[]): Promise<readonly string[]> =>
    (await patiently(() => store.readRows({ ...query, filters: [...filters, ...more], limit: pageRows })))
      .rows;

  let page = await read([]);
  while (page.length > 0) {
    yield page;
    const last: Record<string, unknown> = JSON.parse(page.at(-1) ?? "");
    page = await firstPage(filtersAfter(key.map((name) => [name, String(last[name])])), read);
  }
}

/** Those that share most of their key with the last row come first. */
function filtersAfter(last: readonly (readonly [name: string, value: string])[]): readonly Filter[][] {
  return last
    .map(([name, value], place) => [
      ...last.slice(0, place).map(([shared, same]) => compare(shared, "eq", same)),
      compare(name, "gt", value),
    ])
    .toReversed();
}

async function firstPage(
  choices: readonly (readonly Filter[])[],
  read: (filters: readonly Filter[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  for (const filters of choices) {
    const page = await read(filters);
    if (page.length > 0) return page;
  }
  return [];
}

/** A condition on a column. */
export function compare(column: string, operator: Operator, value: string | readonly string[]): Filter {
  return { expression: { column, path: [], asText: false }, operator, value, negated: false };
}

export function whole(column: string): Selected {
  return { expression: { column, path: [], asText: false }, as: column };
}

function ascending(column: string): RowQuery["order"][number] {
  return { expression: { column, path: [], asText: false }, descending: false };
}

/** Has the next page read while this one is worked on. */
export async function* readAhead<Page>(pages: AsyncGenerator<Page, void, undefined>): AsyncGenerator<Page> {
  let next = pages.next();
  while (true) {
    const page = await next;
    if (page.done === true) return;
    next = pages.next();
    next.catch(() => {}); // It is awaited only when this page is done.
    yield page.value;
  }
}
