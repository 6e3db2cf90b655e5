// Forgetting somebody: first the tombstone, which keeps out what comes late; then their rows are looked for in the reading
// thread and erased in the writing thread, some at a time, so that neither holds up others for long; then it is finished.
// A process that dies in between leaves a tombstone that isn't finished: the next one goes on.

import type { Forgotten } from "../event-store.ts";
import { StoreBusyError } from "../event-store.ts";
import { maxErasedRows, maxSoughtDevelopers, maxWaitingDevelopers } from "../limits.ts";
import type { ForgottenRow } from "./forgotten-table.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

interface Waiting {
  readonly promise: Promise<ForgottenRow>;
  readonly resolve: (row: ForgottenRow) => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait share the next scan. */
export function createForget(
  writer: Writer,
  reader: Reader,
): (developers: readonly string[]) => Promise<Forgotten[]> {
  const waiting = new Map<string, Waiting>();
  let isScanning = false;

  async function forget(developers: readonly string[]): Promise<Forgotten[]> {
    if (waiting.size + developers.length > maxWaitingDevelopers && waiting.size > 0) {
      throw new StoreBusyError("Too many wait to be forgotten. Try again a little later");
    }
    const noted = await writer.erase({ step: "note", developers });
    const rows = await Promise.all(noted.map(async (row) => (row.isFinished ? row : erase(row.developer))));
    const byDeveloper = new Map(rows.map((row) => [row.developer, row]));
    return developers.flatMap((each) => toForgotten(byDeveloper.get(each)) ?? []);
  }

  function erase(developer: string): Promise<ForgottenRow> {
    let known = waiting.get(developer);
    if (known === undefined) waiting.set(developer, (known = Promise.withResolvers<ForgottenRow>()));
    if (!isScanning) void scanAll();
    return known.promise;
  }

  async function scanAll(): Promise<void> {
    isScanning = true;
    for (let group = nextGroup(); group.length > 0; group = nextGroup()) {
      try {
        for (const row of await eraseGroup(group)) waiting.get(row.developer)?.resolve(row);
      } catch (error) {
        for (const developer of group) waiting.get(developer)?.reject(error);
      }
      for (const developer of group) waiting.delete(developer);
    }
    isScanning = false;
  }

  const nextGroup = (): string[] => [...waiting.keys()].slice(0, maxSoughtDevelopers);

  async function eraseGroup(developers: readonly string[]): Promise<readonly ForgottenRow[]> {
    for (let after: number | undefined = 0; after !== undefined;) {
      const { found, next } = await reader.findDevelopers({ developers, after });
      for (let start = 0; start < found.length; start += maxErasedRows) {
        await writer.erase({ step: "erase", developers, found: found.slice(start, start + maxErasedRows) });
      }
      after = next;
    }
    return writer.erase({ step: "finish", developers });
  }

  return forget;
}

function toForgotten(row: ForgottenRow | undefined): Forgotten | undefined {
  if (row === undefined) return undefined;
  const { developer, forgottenAtMs, events, totals } = row;
  return { developer, forgottenAtMs, events, totals };
}
