// The subpath `@astrolabe/client/declare`: what a tool may send is written down once (`declaration`), checked when it is
// recorded (`define-events`, `check-event`), kept for the person at the terminal (`stored-declarations`), and printed
// (`events-page`). The collector holds what arrives against the same check.

export { checkEvent, type CheckedEvent } from "./declare/check-event.ts";
export { parseDeclaration, type Declaration } from "./declare/declaration.ts";
export { defineEvents, type DeclaredEvents, type PayloadOf } from "./declare/define-events.ts";
export { eventsPage } from "./declare/events-page.ts";
export { looksPrivate } from "./declare/looks-private.ts";
export { readDeclarations } from "./declare/stored-declarations.ts";
