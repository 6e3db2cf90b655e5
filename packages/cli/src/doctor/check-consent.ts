import type { Consent } from "@astrolabe/client";
import { ok, type Verdict, warning } from "./finding.ts";

/** Whether a command without a flag of its own records anything here, and who decided that. */
export function checkConsent({ mode, decidedBy }: Consent, isDebug: boolean): Verdict {
  const by = deciders[decidedBy];
  if (mode === "off") return warning(`off, by ${by}: nothing is recorded`, turnOn[decidedBy]);
  if (isDebug) {
    return warning(
      "EVENTS_DEBUG is set: events are printed to standard error, and nothing is recorded",
      "unset EVENTS_DEBUG",
    );
  }
  if (mode === "local") {
    return warning(
      `local, by ${by}: events are recorded here and never sent`,
      "`astrolabe telemetry on` sends what is recorded from then on",
    );
  }
  return ok(`on, by ${by}: events are recorded and sent`);
}

const deciders: Readonly<Record<Consent["decidedBy"], string>> = {
  DO_NOT_TRACK: "DO_NOT_TRACK",
  flag: "the command's flag",
  EVENTS_ENABLED: "EVENTS_ENABLED",
  choice: "the choice made here",
  default: "default",
};

const choose = "`astrolabe telemetry on` turns it on for this machine, EVENTS_ENABLED=1 for this shell";

const turnOn: Readonly<Record<Consent["decidedBy"], string>> = {
  DO_NOT_TRACK: "to record, unset DO_NOT_TRACK: nothing else is stronger",
  flag: "call the command without --no-analytics",
  EVENTS_ENABLED: "to record, set EVENTS_ENABLED=1; or unset it, and the choice made here decides",
  choice: choose,
  default: choose,
};
