/** What is looked at, in the order of an event's way. */
export const checks = [
  "consent",
  "state-directory",
  "install-secret",
  "disk-space",
  "spool",
  "events-url",
  "proxy",
  "name-resolution",
  "connection",
  "certificate",
  "answer",
  "clock",
  "key",
  "table",
  "round-trip",
  "policies",
  "metric",
] as const;

export type Check = (typeof checks)[number];

/** What a check found. A check may have several verdicts. */
export interface Verdict {
  /** `skipped`: it could not be looked at, and the message says why. */
  readonly status: "ok" | "warning" | "problem" | "skipped";
  readonly message: string;
  /** What to do about it. */
  readonly mend?: string | undefined;
}

/** One entry of `astrolabe doctor --json`. */
export interface Finding extends Verdict {
  readonly check: Check;
}

export function ok(message: string): Verdict {
  return { status: "ok", message };
}

export function warning(message: string, mend: string): Verdict {
  return { status: "warning", message, mend };
}

export function problem(message: string, mend?: string): Verdict {
  return { status: "problem", message, ...(mend !== undefined && { mend }) };
}

export function skipped(message: string, mend?: string): Verdict {
  return { status: "skipped", message, ...(mend !== undefined && { mend }) };
}
