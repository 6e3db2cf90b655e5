import { createHash, type KeyObject } from "node:crypto";
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
  keyOf(week: string): KeyObject | "closed" | "ahead";
  /** All keys there are now. */
  keys(): KeyObject[];
  /** Was there ever one? */
  readonly wereUsed: boolean;
  /** Destroys the keys of the weeks that are over for good. */
  closeWeeks(): void;
}

interface Kept {
  readonly key: KeyObject;
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
  const weeks = readdirSync(dir)
    .filter((name) => name.endsWith(".key"))
    .map((name) => name.slice(0, -".key".length))
    .filter(isWeek);
  for (const week of weeks) if (!closings.has(week)) keep(week, readKey(pathOf(week)));
  // What a collector that died has not finished, and what came back from a backup.
  for (const { week, event, key_sha256 } of closings.values()) {
    if (event === "closed" || weeks.includes(week)) destroy(week, key_sha256);
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

  function keep(week: string, key: KeyObject | undefined): void {
    if (key !== undefined) kept.set(week, { key, closesMs: closesMsOf(week) });
  }

  /** The log is read after the key: what it doesn't name then was whole when it was read, or is the only one ever made. */
  function makeKeyOf(week: string): KeyObject | "closed" {
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
      const key_sha256 = createHash("sha256").update(key.export()).digest("hex");
      // Collectors that share the folder close a week once.
      if (!closings.has(week)) say({ week, event: "closed", at: new Date().toISOString(), key_sha256 });
      destroy(week, key_sha256);
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
