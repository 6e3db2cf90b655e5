import { findTexts, type JsonText, type ReadOptions } from "@astrolabe/metric";
import type { EventStore } from "@astrolabe/store";
import { maxImportedBytes, pageRows } from "../limits.ts";
import { storeRows } from "../store-rows.ts";
import { createContentIds } from "./content-ids.ts";
import { toImportedRow, type ImportedRow, type NoRow } from "./imported-row.ts";

export interface ImportResult {
  /** Values that the sources held. */
  readonly read: number;
  readonly stored: number;
  /** Rows whose id was there already. */
  readonly duplicate: number;
  /** Values that were not stored, by reason. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface Import extends Omit<ReadOptions, "strict"> {
  readonly sources: readonly string[];
  readonly store: EventStore;
  /** Told of every value that is not stored. */
  readonly onRefused: (text: JsonText) => Promise<void>;
}

/** Stores what the sources hold, a page of rows at a time. Rejects with a ReadError for what can't be read. */
export async function importRows({ sources, store, onRefused, ...options }: Import): Promise<ImportResult> {
  const horizonMs = await store.horizon();
  const contentIds = createContentIds();
  const refused: Record<string, number> = {};
  let read = 0;
  let stored = 0;
  let duplicate = 0;
  let page: ImportedRow[] = [];
  let pageBytes = 0;

  async function refuse({ text, reason }: NoRow): Promise<void> {
    refused[reason] = (refused[reason] ?? 0) + 1;
    await onRefused(text);
  }

  async function storePage(): Promise<void> {
    const result = await storeRows(store, page, horizonMs);
    stored += result.stored;
    duplicate += result.duplicate;
    page = [];
    pageBytes = 0;
    for (const { row, reason } of result.refused) await refuse({ text: row.text, reason });
  }

  async function importText(text: JsonText): Promise<void> {
    read += 1;
    const row = toImportedRow(text, contentIds.idOf);
    if ("reason" in row) return refuse(row);
    page.push(row);
    pageBytes += text.bytes.length;
    if (page.length >= pageRows || pageBytes >= maxImportedBytes) await storePage();
  }

  try {
    for (const source of await findTexts(sources, options)) {
      contentIds.startSource();
      for await (const batch of source.texts()) for (const text of batch) await importText(text);
    }
    await storePage();
    return { read, stored, duplicate, refused };
  } finally {
    contentIds.close();
  }
}
