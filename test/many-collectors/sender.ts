import { setTimeout as wait } from "node:timers/promises";
import { sendRows } from "../../packages/client/src/send-rows.ts";
import { postRows } from "../../packages/client/src/transport.ts";

/** What senders were told, all together. */
export interface Told {
  /** Ids of rows that were acknowledged. */
  readonly acknowledged: Set<string>;
  /** Ids that were there already when their row was sent again. */
  readonly duplicates: Set<string>;
  /** Answers that asked to come back, with Retry-After. */
  putOff: number;
  /** No answer, or one that doesn't say when to come back. */
  unanswered: string[];
}

interface SenderOptions {
  readonly url: string;
  readonly token: string;
  readonly told: Told;
}

/** Sends rows as the client of this project does, by its own code, and comes back until all are acknowledged. */
export async function sendAll(
  rows: readonly { readonly id: string }[],
  { url, token, told }: SenderOptions,
): Promise<void> {
  let left = rows.map((row) => JSON.stringify(row));
  while (left.length > 0) {
    const sent = await sendRows(left, (batch) => postRows(batch, { url, token, timeoutMs: 10_000 }));
    for (const row of sent.accepted) told.acknowledged.add(idOf(row));
    for (const row of sent.duplicate) {
      told.acknowledged.add(idOf(row));
      told.duplicates.add(idOf(row));
    }
    if (sent.refused.length > 0) throw new Error(`refused: ${JSON.stringify(sent.refused[0])}`);
    left = sent.left;
    if (sent.stoppedBy?.kind !== "retryable") continue;
    const { retryAfterMs, reason } = sent.stoppedBy;
    if (retryAfterMs === undefined) told.unanswered.push(reason);
    else told.putOff += 1;
    await wait(retryAfterMs ?? 100);
  }
}

function idOf(row: string): string {
  const { id }: { id: string } = JSON.parse(row);
  return id;
}
