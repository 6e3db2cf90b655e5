import { createHmac, type KeyObject } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { NewEventRow, NsmRow } from "@astrolabe/store";
import { pino } from "pino";
import type { Logger } from "pino";
import { ApiError } from "../api-error.ts";
import { pseudonymBytes, weekCloseCheckMs } from "../limits.ts";
import { makeKeyFolder, readKey, readOrMakeKey } from "./key-file.ts";
import { rekeyEvent } from "./rekey-event.ts";
import { openWeekKeys } from "./week-keys.ts";

/** `weekly`: a developer is somebody else in every week. `stable`: one and the same. */
export type PseudonymKind = "weekly" | "stable";

/** Other names for the developers that rows arrive with, made at the border: the store never sees the ones that came. */
export interface Pseudonyms {
  /** Can a developer be followed from one week to the next, in all that is stored? */
  readonly isLinkable: boolean;
  /** @throws ApiError 400 (23514): the payload is no object, or its week takes no events */
  rekeyEvent(row: NewEventRow): NewEventRow;
  /** @throws ApiError 400 (23514): its week takes no totals */
  rekeyTotal(row: NsmRow): NsmRow;
  /**
   * Every name that this developer's rows may be stored under: one for each week with a key, and the stable one. Nobody can
   * tell those of weeks that are closed. Rows that came before the collector gave other names hold the developer itself.
   */
  storedPseudonyms(developer: string): string[];
  /** Looks no more whether a week is to be closed. */
  close(): void;
}

/**
 * Opens the keys in a folder, makes what is missing, and destroys those of weeks that are over, now and from now on.
 * @throws the system's error, and Error when others may read the folder, or a file in it holds no key
 */
export function openPseudonyms(options: {
  readonly kind: PseudonymKind;
  readonly dir: string;
  readonly logger?: Logger | undefined;
}): Pseudonyms {
  const { kind, dir, logger = pino({ level: "silent" }) } = options;
  makeKeyFolder(dir);
  const weekKeys = openWeekKeys(dir, logger);
  const stablePath = join(dir, "stable.key");
  const stableKey = kind === "stable" ? readOrMakeKey(stablePath) : readKey(stablePath);
  const isWeekly = kind === "weekly";
  const timer = setInterval(() => {
    try {
      weekKeys.closeWeeks();
    } catch (error) {
      logger.error({ err: error }, "a week could not be closed; it takes no events, and is tried again");
    }
  }, weekCloseCheckMs).unref();

  return {
    get isLinkable() {
      return !isWeekly && !weekKeys.wereUsed;
    },
    rekeyEvent: (row) => rekeyEvent(row, { isWeekly, tokenOf: tokenIn("events") }),
    rekeyTotal(row) {
      const developer = row.developer === "unknown" ? row.developer : tokenIn("nsm")(row.developer, row.week);
      return { ...row, developer };
    },
    storedPseudonyms(developer) {
      const keys = [...weekKeys.keys(), ...(stableKey === undefined ? [] : [stableKey])];
      return keys.map((key) => pseudonym(key, developer));
    },
    close: () => clearInterval(timer),
  };

  function tokenIn(table: "events" | "nsm"): (developer: string, week: string) => string {
    return (developer, week) => {
      if (!isWeekly && stableKey !== undefined) return pseudonym(stableKey, developer);
      const key = weekKeys.keyOf(week);
      if (typeof key === "string") throw noKey(table, week, key);
      return pseudonym(key, developer);
    };
  }
}

/** Does a folder hold keys, or say that it did? Then its collector gave developers other names. */
export function holdsPseudonymKeys(dir: string): boolean {
  try {
    return readdirSync(dir).some((name) => name.endsWith(".key") || name === "closed-weeks.ndjson");
  } catch {
    return false;
  }
}

/** As the client makes one: the first 128 bits of an HMAC-SHA-256, in hex. */
function pseudonym(key: KeyObject, developer: string): string {
  return createHmac("sha256", key)
    .update(developer)
    .digest("hex")
    .slice(0, 2 * pseudonymBytes);
}

function noKey(table: string, week: string, why: "closed" | "ahead"): ApiError {
  const message = `new row for relation "${table}" violates check constraint "${table}_week_check"`;
  return why === "closed"
    ? new ApiError(400, "23514", message, {
        details: `${week} is closed: its pseudonyms can't be made any more`,
        reason: "week_closed",
      })
    : new ApiError(400, "23514", message, {
        details: `${week} is still to come`,
        hint: "Set the clock of the machine that sent it.",
        reason: "week_ahead",
      });
}
