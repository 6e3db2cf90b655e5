import { fs, nodePath } from "./built-ins.ts";
import { maxTemporaryAgeMs } from "./limits.ts";
import { readdirIfThere } from "./segment.ts";
import { hasCode } from "./state-dir.ts";

/** Removes what processes left that died while they replaced a file. */
export function sweepTemporaryFiles(dir: string): void {
  for (const { name } of readdirIfThere(dir)) {
    const [, pid] = /\.(\d+)\.\d+\.tmp$/.exec(name) ?? [];
    const path = nodePath.join(dir, name);
    // Both, since a clock may jump, and in another container a process has another number.
    if (pid !== undefined && isOld(path) && !isAlive(Number(pid))) fs.rmSync(path, { force: true });
  }
}

function isOld(path: string): boolean {
  return Date.now() - (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > maxTemporaryAgeMs;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}
