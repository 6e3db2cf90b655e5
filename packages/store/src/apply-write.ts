import { applyEvents } from "./insert-events.ts";
import { applyTotals } from "./insert-nsm.ts";
import { addRejected } from "./ledger-delta.ts";
import type { EncodedRow, OutcomeOf, Transaction, Write } from "./write.ts";

/** Event rows that may turn out to be there already. */
export function eventsOf<Row extends EncodedRow>(writes: readonly Write<Row>[]): Row[] {
  return writes.flatMap((write) => (write.kind === "events" ? write.events : []));
}

/**
 * Says what is to be written, all or nothing of a write, and what will have become of it after the commit. An adapter
 * may have to begin its transaction again, and then calls this again.
 */
export function applyWrite<Row extends EncodedRow>(
  write: Write<Row>,
  transaction: Transaction<Row>,
): OutcomeOf<Write> {
  if (write.kind === "events") return applyEvents(write, transaction);
  if (write.kind === "totals") return applyTotals(write, transaction.nsm);
  transaction.ledger.received += write.rows;
  addRejected(transaction.ledger, write.reason, write.rows);
  return undefined;
}
