import type { EventStore } from "@astrolabe/store";

/** From where to where, and who wants to hear how it goes. */
export interface Move {
  readonly from: EventStore;
  readonly to: EventStore;
  /** Told of every page: rows looked at, and those of them that were stored. */
  readonly onRows: (rows: { readonly looked: number; readonly stored: number }) => void;
}
