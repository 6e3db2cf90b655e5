import { InvalidArgumentError } from "commander";

/** A date or time as an option has it, in epoch milliseconds; without a zone it is UTC. */
export function parseTime(text: string): number {
  const epochMs = /^\d{4}-\d\d-\d\d/.test(text)
    ? Date.parse(text.includes(":") && !/(Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text)
    : Number.NaN;
  if (Number.isNaN(epochMs))
    throw new InvalidArgumentError("It must be a date or time such as 2026-09-08 or 2026-09-08T12:00:00Z.");
  return epochMs;
}
