import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isWeek, isoWeek, msPerWeek, weekStartMs } from "@astrolabe/metric";
import type { Logger } from "pino";
import { weekKeyGraceMs } from "../limits.ts";
import { appendClosing, type ClosingLine, readClosings } from "./closing-log.ts";
import { destroyKey, readKey, readOrMakeKey } from "./key-file.ts";

/** The keys of the weeks that can still get events, in files of a folder that several collectors may share. */
export interface WeekKeys {
  /** The key of a week, made if the week is open and has none; else why there is none. */
  keyOf(week: string): Buffer | "closed" | "ahead";
  /** All keys there are now. */
  keys(): Buffer[];
  /** Was there ever one? */
  readonly wereUsed: boolean;
  /** Destroys the keys of the weeks that are over for good. */
  closeWeeks(): void;
}

interface Kept {
  readonly key: Buffer;
  readonly closesMs: number;
}

/**
 * Reads the keys that are there and destroys those whose week is over. A week that was closed stays closed, whatever the
 * clock says later; one that has a key is open, whatever the clock says, until it is closed.
 * @throws the system's error, and Error for a file that holds no key
 */
export function openWeekKeys(dir: string, logger: Logger): WeekKeys {
  const logPath = join(dir, "closed-weeks.ndjson");
  let closings = readClosings(logPath);
  const kept = new Map<string, Kept>();
  for (const name of readdirSync(dir)) {
    const week = name.endsWith(".key") ? name.slice(0, -".key".length) : "";
    if (!isWeek(week)) continue;
    // Whoever closed it and died may have written over the key already.
    const closing = closings.get(week);
    if (closing === undefined) keep(week, readKey(pathOf(week)));
    else destroy(week, closing.key_sha256);
  }
  closeWeeks();

  return {
    keyOf(week) {
      const known = kept.get(week);
      if (known !== undefined) return Date.now() < known.closesMs ? known.key : "closed";
      const nowMs = Date.now();
      if (closings.has(week) || closesMsOf(week) <= nowMs) return "closed";
      if (week > isoWeek(nowMs + msPerWeek)) return "ahead";
      return makeKeyOf(week);
    },
    keys: () => [...kept.values()].map(({ key }) => key),
    get wereUsed() {
      return kept.size + closings.size > 0;
    },
    closeWeeks,
  };

  function pathOf(week: string): string {
    return join(dir, `${week}.key`);
  }

  function keep(week: string, key: Buffer | undefined): void {
    if (key !== undefined) kept.set(week, { key, closesMs: closesMsOf(week) });
  }

  /** The log is read after the key: what it doesn't name then was whole when it was read, or is the only one ever made. */
  function makeKeyOf(week: string): Buffer | "closed" {
    const key = readOrMakeKey(pathOf(week));
    closings = readClosings(logPath);
    if (closings.has(week)) {
      // Another collector, whose clock is ahead of ours, has closed it.
      destroyKey(pathOf(week));
      return "closed";
    }
    keep(week, key);
    return key;
  }

  function closeWeeks(): void {
    const over = [...kept].filter(([, { closesMs }]) => Date.now() >= closesMs);
    if (over.length === 0) return;
    closings = readClosings(logPath);
    for (const [week, { key }] of over) {
      const key_sha256 = createHash("sha256").update(key).digest("hex");
      // Collectors that share the folder close a week once.
      if (!closings.has(week)) say({ week, event: "closed", at: new Date().toISOString(), key_sha256 });
      destroy(week, key_sha256);
      key.fill(0);
      kept.delete(week);
    }
    closings = readClosings(logPath);
  }

  function destroy(week: string, key_sha256: string): void {
    destroyKey(pathOf(week));
    if (closings.get(week)?.event === "destroyed") return;
    say({ week, event: "destroyed", at: new Date().toISOString(), key_sha256 });
  }

  function say(line: ClosingLine): void {
    appendClosing(logPath, line);
    logger.info(line, `the key of a week's pseudonyms: ${line.event}`);
  }
}

/** When a week gets no events any more, in epoch milliseconds. */
function closesMsOf(week: string): number {
  return weekStartMs(week) + msPerWeek + weekKeyGraceMs;
}
