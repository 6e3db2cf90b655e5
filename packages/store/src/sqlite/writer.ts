import type { Mark } from "@astrolabe/metric";
import type { DeleteOutcome } from "../row-query.ts";
import type { OutcomeOf, Write } from "../write.ts";
import type { Deletion } from "./delete-rows.ts";
import type { Erasure } from "./erase-developers.ts";
import type { ForgottenRow } from "./forgotten-table.ts";
import { packWrite } from "./packed-write.ts";
import type { PackedWrite } from "./packed-write.ts";
import type { SqliteRow } from "./sqlite-row.ts";
import type { Carried } from "./carry.ts";
import type { ExpireOutcome } from "../event-store.ts";
import type { Expiry } from "./expire-rows.ts";
import { createThread } from "./thread.ts";

/** What the writing thread is asked for. */
export type WriteQuestion =
  | { readonly writes: readonly PackedWrite[] }
  | { readonly deletion: Deletion }
  | { readonly mark: Mark }
  | { readonly erasure: Erasure }
  | { readonly expiry: Expiry }
  | { readonly carried: Carried };

export type WriteAnswer =
  readonly OutcomeOf<Write>[] | DeleteOutcome | readonly ForgottenRow[] | ExpireOutcome | undefined;

export interface Writer {
  /** One transaction. @throws StoreBusyError or Error saying why nothing was stored */
  commit(writes: readonly Write<SqliteRow>[]): Promise<readonly OutcomeOf<Write>[]>;
  /** One transaction. @throws StoreBusyError or Error saying why nothing was deleted */
  remove(deletion: Deletion): Promise<DeleteOutcome>;
  /** One transaction. @throws StoreBusyError or Error saying why nothing was stored */
  addMark(mark: Mark): Promise<void>;
  /** One transaction; returns what there is now about its developers. @throws StoreBusyError or Error saying why not */
  erase(erasure: Erasure): Promise<readonly ForgottenRow[]>;
  /** One transaction. @throws StoreBusyError or Error saying why nothing expired */
  expire(expiry: Expiry): Promise<ExpireOutcome>;
  /** One transaction. @throws StoreBusyError or Error saying why nothing was carried */
  carry(carried: Carried): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/**
 * Writes in a thread of its own, the only one of this process that does: a commit waits for the disk, and requests are
 * read and answered meanwhile.
 */
export function createWriter(path: string): Writer {
  const thread = createThread<WriteQuestion, WriteAnswer>("write-thread", path);
  return {
    commit: (writes) => thread.ask({ writes: writes.map(packWrite) }) as Promise<readonly OutcomeOf<Write>[]>,
    remove: (deletion) => thread.ask({ deletion }) as Promise<DeleteOutcome>,
    addMark: (mark) => thread.ask({ mark }) as Promise<undefined>,
    erase: (erasure) => thread.ask({ erasure }) as Promise<readonly ForgottenRow[]>,
    expire: (expiry) => thread.ask({ expiry }) as Promise<ExpireOutcome>,
    carry: async (carried) => void (await thread.ask({ carried })),
    close: thread.close,
  };
}
