import { recordEvent, type EventCheck, type TelemetryOptions } from "../index.ts";
import { checkEvent } from "./check-event.ts";
import { type Declaration, type Field, parseDeclaration } from "./declaration.ts";
import { keepDeclaration } from "./stored-declarations.ts";

/** What a field may hold, as TypeScript sees it. */
type ValueOf<One extends Field> = One extends { readonly type: "boolean" }
  ? boolean
  : One extends { readonly type: "integer" | "number" }
    ? number
    : One extends { readonly values: readonly (infer Value)[] }
      ? Value
      : string;

/** The payload of a declared event. Every field may be left out; what the client adds may be given. */
export type PayloadOf<Declared extends Declaration, Name extends keyof Declared["events"]> = {
  readonly [Key in keyof Declared["events"][Name]["fields"]]?:
    ValueOf<Declared["events"][Name]["fields"][Key]> | undefined;
} & { readonly end_ts?: number | undefined; readonly ci?: boolean | undefined };

/** Given as `events` to `createTelemetry` or `recordEvent`, it holds to the declaration whatever is recorded so. */
export interface DeclaredEvents<Declared extends Declaration> extends EventCheck {
  readonly declaration: Declared;
  /**
   * Records a declared event, as `recordEvent` of `@astrolabe/client` does: all work is done before it returns, and it
   * never throws. A field that is not declared, or not as declared, is left out, and `dropped_fields` says how many were.
   * An event that is not declared is not recorded; that one was dropped is.
   */
  record<Name extends keyof Declared["events"] & string>(
    name: Name,
    payload?: PayloadOf<Declared, Name>,
    options?: TelemetryOptions,
  ): Promise<boolean>;
}

/**
 * Declares all that a tool may send. What is wrong with a declaration is not said here, where it would meet the users of the
 * tool: then nothing is recorded. `eventsPage` and `parseDeclaration` say it, and a test of the tool calls one of them.
 */
export function defineEvents<const Declared extends Declaration>(
  declaration: Declared,
): DeclaredEvents<Declared> {
  let parsed: Declaration | undefined;
  const events: EventCheck = {
    check(name, payload) {
      parsed ??= parseDeclaration(declaration);
      const checked = checkEvent(parsed.events, name, payload);
      if (checked === undefined) return undefined;
      const count = checked.dropped.length;
      return count === 0 ? checked.payload : { ...checked.payload, dropped_fields: count };
    },
    keep(stateDir) {
      if (parsed !== undefined) keepDeclaration(stateDir, parsed);
    },
  };
  return {
    ...events,
    declaration,
    record: (name, payload, options) => recordEvent(name, payload, { ...options, events }),
  };
}
