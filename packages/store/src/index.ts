export type * from "./event-store.ts";
export { StoreBusyError } from "./event-store.ts";
export type * from "./row-query.ts";
