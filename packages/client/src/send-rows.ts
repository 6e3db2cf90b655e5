import type { Quarantined } from "./quarantine.ts";
import type { Outcome } from "./transport.ts";

/** What the server says about a single row, not about the sender: such a batch is halved until that row stands alone. */
const rowFaults = [400, 409, 413, 422];

/** Where the rows of a batch went; each is in exactly one of the lists. */
export interface Sent {
  readonly accepted: string[];
  /** The server had them already. */
  readonly duplicate: string[];
  /** The server will never take them. */
  readonly refused: Quarantined[];
  /** Not sent, because of `stoppedBy`, or because `post` did not post any more. */
  readonly left: string[];
  readonly stoppedBy?: Outcome | undefined;
}

/** undefined: it was not posted, because there is no time left, or nobody may send these rows any more. */
export type Post = (rows: readonly string[]) => Promise<Outcome | undefined>;

/** Sends rows by `post`, in halves where the server finds fault with a row, until all are sent or sending makes no sense. */
export async function sendRows(rows: readonly string[], post: Post): Promise<Sent> {
  const accepted: string[] = [];
  const duplicate: string[] = [];
  const refused: Quarantined[] = [];
  const batches = [rows];
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    const [row = "", ...others] = batch;
    const outcome = await post(batch);
    if (outcome?.kind === "accepted") {
      accepted.push(...batch);
    } else if (outcome?.kind !== "rejected" || !rowFaults.includes(outcome.status)) {
      return { accepted, duplicate, refused, left: [...batch, ...batches.flat()], stoppedBy: outcome };
    } else if (others.length > 0) {
      const half = Math.ceil(batch.length / 2);
      batches.unshift(batch.slice(0, half), batch.slice(half));
    } else if (outcome.status === 409) {
      duplicate.push(row);
    } else {
      refused.push({ row, status: outcome.status, answer: outcome.answer });
    }
  }
  return { accepted, duplicate, refused, left: [] };
}
