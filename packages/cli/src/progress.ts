import type { ReadProgress } from "@astrolabe/metric";
import { progressIntervalMs, quietMs } from "./limits.ts";

export interface ProgressLine {
  readonly show: (progress: ReadProgress) => void;
  /** Takes the line away, so that something else can be written. */
  readonly clear: () => void;
}

/** One line on standard error that says how far the reading is; only on a terminal, and only if it takes a while. */
export function createProgress(): ProgressLine {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  const startedMs = performance.now();
  let shownMs = 0;
  return {
    show: (progress) => {
      const nowMs = performance.now();
      if (nowMs - startedMs < quietMs || nowMs - shownMs < progressIntervalMs) return;
      shownMs = nowMs;
      process.stderr.write(`\r\u001B[K${describe(progress)}`);
    },
    clear: () => {
      if (shownMs > 0) process.stderr.write("\r\u001B[K");
      shownMs = 0;
    },
  };
}

function describe({ source, bytes, totalBytes }: ReadProgress): string {
  const share = totalBytes ? ` (${Math.floor((bytes / totalBytes) * 100)} %)` : "";
  return `${source}: ${(bytes / 1e6).toFixed(1)} MB${share}`;
}
