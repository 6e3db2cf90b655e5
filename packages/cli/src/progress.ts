import type { ReadProgress } from "@astrolabe/metric";
import { progressIntervalMs, quietMs } from "./limits.ts";
import { progressText } from "./progress-text.ts";

export interface ProgressLine {
  readonly show: (progress: ReadProgress) => void;
  /** Takes the line away, so that something else can be written. */
  readonly clear: () => void;
}

/** One line on standard error that says how far the reading is; only on a terminal, and only if it takes a while. */
export function createProgress(): ProgressLine {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  const startedMs = performance.now();
  let sourceStartedMs = startedMs;
  let source = "";
  let shownMs = 0;
  return {
    show: (progress) => {
      const nowMs = performance.now();
      if (progress.source !== source) {
        source = progress.source;
        sourceStartedMs = nowMs;
      }
      if (nowMs - startedMs < quietMs || nowMs - shownMs < progressIntervalMs) return;
      shownMs = nowMs;
      // A line that wraps can't be taken away.
      const text = progressText(progress, nowMs - sourceStartedMs).slice(0, process.stderr.columns - 1);
      process.stderr.write(`\r\u001B[K${text}`);
    },
    clear: () => {
      if (shownMs > 0) process.stderr.write("\r\u001B[K");
      shownMs = 0;
    },
  };
}
