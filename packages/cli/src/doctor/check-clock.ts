import { maxClockSkewMs } from "../limits.ts";
import type { Answer } from "./ask.ts";
import { ok, skipped, type Verdict, warning } from "./finding.ts";

/** Whether this machine and the server agree on the time, to a second: `Date` has no fractions. */
export function checkClock({ headers, atMs }: Answer): Verdict {
  const serverMs = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(serverMs)) return skipped("the server does not say what time it has");
  const aheadMs = atMs - (serverMs + 500);
  if (Math.abs(aheadMs) <= maxClockSkewMs) return ok("this machine and the server agree on the time");
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return warning(
    `this machine's clock is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} the server's: runs may fall into the wrong week, and keys expire too early or too late`,
    "switch on network time here (`timedatectl set-ntp true`), or on the server if it is the one that is wrong",
  );
}
