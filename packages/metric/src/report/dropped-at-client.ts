import { maxDroppedEvents } from "../limits.ts";
import { toEvent } from "../run.ts";

/** The event with which a client says how many it had to drop. */
const droppedName = "astrolabe-dropped";

/** How many events a client says, with this event or row, that it had to drop; 0 when it says nothing about that. */
export function droppedAtClient(value: unknown): number {
  const event = toEvent(value);
  if (typeof event !== "object" || event === null || !("name" in event) || event.name !== droppedName)
    return 0;
  const count = "count" in event ? event.count : 0;
  return typeof count === "number" && Number.isInteger(count) && count > 0 && count <= maxDroppedEvents
    ? count
    : 0;
}
