import { statfsSync } from "node:fs";
import { minFreeBytes } from "../limits.ts";
import { nearestFolder } from "./check-state-dir.ts";
import { ok, type Verdict, warning } from "./finding.ts";

/** Whether there is room for what the client may keep. */
export function checkDiskSpace(stateDir: string): Verdict {
  const { path } = nearestFolder(stateDir);
  const { bavail, bsize } = statfsSync(path);
  const freeBytes = bavail * bsize;
  const free = `${(freeBytes / 1e6).toFixed(0)} MB are free at ${path}`;
  if (freeBytes >= minFreeBytes) return ok(free);
  return warning(
    `${free}: events that find no room are not recorded`,
    "make room, or set ASTROLABE_STATE_DIR to a folder on another disk",
  );
}
