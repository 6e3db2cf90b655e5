// What happens to an event, in call order: `telemetry` asks `consent` (the flag, the environment, the stored `choice`);
// `event-row` makes the row, with the pseudonym from `developer`; `append-row` writes it to the open `segment` of its
// `destination`; `start-flusher` starts, at most once a minute, the process `flusher`. That one has `flush-spool` claim
// each segment, `send-segment` and `send-rows` send it through `transport`, and `backoff` remember what came of it.
// Before all that, `run-recorded` times a function, and `wrap/wrap-program` a whole tool, until its end.

export { askConsent } from "./ask-consent.ts";
export { readChoice, type Choice, type Mode } from "./choice.ts";
export { isTruthy, resolveConsent, type Consent, type ConsentQuestion } from "./consent.ts";
export type { Event, EventRow, Json } from "./event.ts";
export { isCi } from "./event-row.ts";
export type { FlushOptions, FlushReport } from "./flush-spool.ts";
export type { LastSend } from "./backoff.ts";
export { choose, exchange, flushSpool, postRows, proxyFor, readSpool } from "./on-demand.ts";
export type { Quarantined } from "./quarantine.ts";
export type { DestinationState, SpoolState } from "./read-spool.ts";
export { stateDirFrom } from "./state-dir.ts";
export {
  createTelemetry,
  recordEvent,
  type EventCheck,
  type Payload,
  type Telemetry,
  type TelemetryOptions,
} from "./telemetry.ts";
export type { Answer, ExchangeOptions, Outcome, PostOptions } from "./transport.ts";
export { uuidV5, uuidV7 } from "./uuid.ts";
export type { WrapOptions } from "./wrap/wrap-program.ts";
