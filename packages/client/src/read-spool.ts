import { nodePath } from "./built-ins.ts";
import { readLastSend, type LastSend } from "./backoff.ts";
import { readDestinationUrl } from "./destination.ts";
import { readQuarantine, type Quarantined } from "./quarantine.ts";
import { localDir, readdirIfThere, readWaiting } from "./segment.ts";
import { lastSentMs, readSent } from "./sent-history.ts";

/** What waits for one URL, and what came of sending there. */
export interface DestinationState {
  /** Without user, password and query. */
  readonly url: string;
  /** Rows as they will be sent, oldest first. */
  readonly waiting: readonly string[];
  readonly quarantined: readonly Quarantined[];
  readonly lastSend: LastSend | undefined;
}

export interface SpoolState {
  readonly destinations: readonly DestinationState[];
  /** Rows recorded in mode `local`, or before `on` was chosen. They are never sent. */
  readonly local: readonly string[];
  /** Rows sent in the last 30 days, as they were sent. */
  readonly sent: readonly string[];
  /** When the last of them was, in epoch milliseconds; undefined if there is none. */
  readonly lastSentMs: number | undefined;
}

/** All that the spool holds. Rows are lines of JSON, byte for byte. */
export function readSpool(stateDir: string): SpoolState {
  const spool = nodePath.join(stateDir, "spool");
  const destinations = readdirIfThere(spool)
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name))
    .map(({ name }) => nodePath.join(spool, name))
    .map((dir) => ({
      url: readDestinationUrl(dir),
      waiting: readWaiting(dir),
      quarantined: readQuarantine(dir),
      lastSend: readLastSend(dir),
    }));
  return {
    destinations,
    local: readWaiting(localDir(stateDir)),
    sent: readSent(stateDir),
    lastSentMs: lastSentMs(stateDir),
  };
}
