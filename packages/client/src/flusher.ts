// The process that brings the rows of one spool folder to their URL; start-flusher.ts starts it, at most once a minute.
// It stays for its minute, so that the events of the next commands arrive at once too, and then takes a last look: a
// recorder that still saw its token relies on that. It ends early when its token is gone or another's, which is also what
// erasing the folder and changing the choice do to it, and when nobody may send before its end.

import { msUntilNextSend, readLastSend } from "./backoff.ts";
import { fs } from "./built-ins.ts";
import { destinationDir } from "./destination.ts";
import { flushSpool } from "./flush-spool.ts";
import { flusherLifetimeMs, flusherLookMs, flusherSettleMs, flusherStayMs } from "./limits.ts";
import { hasFreeSegment } from "./segment.ts";
import { readFlusherToken } from "./start-flusher.ts";

const { env } = process;
if (env["ASTROLABE_FLUSHER"] && env["ASTROLABE_STATE_DIR"] && env["EVENTS_URL"]) {
  process.title = "astrolabe-flusher";
  // Not by exit(), which waits for a name server as long as that keeps silent.
  setTimeout(() => process.kill(process.pid, "SIGKILL"), flusherLifetimeMs).unref();
  await stay({
    id: env["ASTROLABE_FLUSHER"],
    stateDir: env["ASTROLABE_STATE_DIR"],
    url: env["EVENTS_URL"],
    token: env["EVENTS_TOKEN"],
  });
}

interface Stay {
  readonly id: string;
  readonly stateDir: string;
  readonly url: string;
  readonly token: string | undefined;
}

async function stay({ id, stateDir, url, token }: Stay): Promise<void> {
  const dir = destinationDir(stateDir, url);
  const changed = watchFolder(dir);
  for (;;) {
    const flusherToken = readFlusherToken(dir);
    if (flusherToken?.id !== id) return;
    const endMs = flusherToken.startedMs + flusherStayMs;
    const isLastLook = Date.now() >= endMs;

    if (msUntilNextSend(readLastSend(dir)) === 0 && hasFreeSegment(dir)) {
      await flushSpool({ stateDir, url, token, deadlineMs: flusherLifetimeMs });
    }
    const waitMs = msUntilNextSend(readLastSend(dir));
    if (isLastLook || Date.now() + waitMs > endMs) return;
    await changed(Math.min(waitMs || flusherLookMs, flusherLookMs, Math.max(0, endMs - Date.now())));
    await new Promise((resolve) => setTimeout(resolve, flusherSettleMs));
  }
}

/** Returns what waits until something has changed in the folder since it was last called, or that time is over. */
function watchFolder(dir: string): (atMostMs: number) => Promise<void> {
  let hasChanged = false;
  let wake: (() => void) | undefined;
  try {
    const watcher = fs.watch(dir, () => {
      hasChanged = true;
      wake?.();
    });
    watcher.on("error", () => watcher.close());
    watcher.unref();
  } catch {
    // Not every file system can be watched; then it looks from time to time.
  }
  return async (atMostMs) => {
    if (!hasChanged) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    hasChanged = false;
  };
}
