import { fs, nodePath } from "./built-ins.ts";
import { maxTemporaryAgeMs } from "./limits.ts";
import { readdirIfThere } from "./segment.ts";

/** Removes what processes left that died while they replaced a file. */
export function sweepTemporaryFiles(dir: string): void {
  for (const { name } of readdirIfThere(dir)) {
    if (!name.endsWith(".tmp")) continue;
    const path = nodePath.join(dir, name);
    const ageMs = Date.now() - (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (ageMs > maxTemporaryAgeMs) fs.rmSync(path, { force: true });
  }
}
