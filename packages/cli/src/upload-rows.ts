// Posts rows in batches: each is tried a few times, and halved when one of its rows is there already or it is too large.
import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, postRows } from "@astrolabe/client";
import { type Destination, shownUrl } from "./destination.ts";
import {
  firstRetryWaitMs,
  maxAttempts,
  maxBatchBytes,
  maxBatchRows,
  maxRetryWaitMs,
  requestTimeoutMs,
} from "./limits.ts";
import type { NsmRow, WeeklyRow } from "./weekly-rows.ts";

type Row = NsmRow | WeeklyRow;

export interface UploadReport {
  readonly posted: number;
  /** Rows whose id the destination had already: an earlier upload brought them. */
  readonly alreadyThere: number;
}

/** Posts all rows, or throws an error that says why not and how far it got. Run again, it goes on from there. */
export async function uploadRows(
  rows: readonly Row[],
  destination: Destination,
  warn: (message: string) => void,
): Promise<UploadReport> {
  const batches = batchesOf(rows);
  let posted = 0;
  let alreadyThere = 0;
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    const outcome = await postPersistently(batch, destination, warn);
    if (outcome.kind === "accepted") {
      posted += batch.length;
      continue;
    }
    const refusedAsWhole = outcome.kind === "rejected" && (outcome.status === 409 || outcome.status === 413);
    if (refusedAsWhole && batch.length > 1) {
      const middle = batch.length >>> 1;
      batches.unshift(batch.slice(0, middle), batch.slice(middle));
    } else if (outcome.kind === "rejected" && outcome.status === 409) {
      alreadyThere += 1;
    } else {
      throw new Error(whyNot(outcome, destination, `${posted} of ${rows.length} rows were posted`));
    }
  }
  return { posted, alreadyThere };
}

function batchesOf(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  let batch: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const rowBytes = Buffer.byteLength(JSON.stringify(row)) + 1;
    if (batch.length === maxBatchRows || (batch.length > 0 && bytes + rowBytes > maxBatchBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += rowBytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

async function postPersistently(
  batch: readonly Row[],
  destination: Destination,
  warn: (message: string) => void,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(batch, destination);
    if (outcome.kind !== "retryable" || attempt === maxAttempts) return outcome;
    const waitMs = Math.min(outcome.retryAfterMs ?? firstRetryWaitMs * 2 ** (attempt - 1), maxRetryWaitMs);
    warn(
      `${outcome.reason}; trying again in ${(waitMs / 1000).toFixed(1)} s (${attempt} of ${maxAttempts - 1})`,
    );
    await sleep(waitMs);
  }
}

/** Weekly rows are only ever added; those of the nsm table take the place of the row with the same key. */
function post(rows: readonly Row[], { url, table, token }: Destination): Promise<Outcome> {
  const target = new URL(url);
  if (table === "nsm") target.searchParams.set("on_conflict", "task,week,developer");
  const prefer = table === "nsm" ? "resolution=merge-duplicates,return=minimal" : "return=minimal";
  const texts = rows.map((row) => JSON.stringify(row));
  return postRows(texts, { url: target.href, token, prefer, timeoutMs: requestTimeoutMs });
}

function whyNot(
  outcome: Exclude<Outcome, { kind: "accepted" }>,
  destination: Destination,
  progress: string,
): string {
  const url = shownUrl(destination.url);
  if (outcome.kind === "retryable") {
    return `could not upload to ${url} after ${maxAttempts} tries: ${outcome.reason}. ${progress}; run it again for the rest.`;
  }
  const advice =
    outcome.status === 401 || outcome.status === 403
      ? " EVENTS_TOKEN must be a key that may write there; `astrolabe keys` prints those of the collector on this machine."
      : "";
  return `${url} refused the upload with status ${outcome.status}: ${outcome.answer} (${progress}).${advice}`;
}
