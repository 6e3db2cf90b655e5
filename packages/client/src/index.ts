export type { Event, EventRow, Json } from "./event.ts";
