/** Any value that JSON can say. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * What happened, once, in a tool: a flat JSON object. `*_ts` are epoch seconds (fractions allowed), `latency_ms`
 * milliseconds. The client itself never puts in free text, paths, arguments, prompts or environment values.
 */
export interface Event {
  /** The task or command, e.g. `ai-do`. */
  readonly name: string;
  /** A pseudonym: 32 lower-case hex digits, never a name or an address. */
  readonly developer: string;
  readonly [field: string]: Json | undefined;
}

/** One row of the table `events(id uuid, payload jsonb)`; the id is made when the event is recorded. */
export interface EventRow {
  readonly id: string;
  readonly payload: Event;
}

/** The event that says how many others were dropped on this machine, in its `count`. */
export const droppedName = "astrolabe-dropped";
