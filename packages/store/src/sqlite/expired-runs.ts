import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Counted } from "../counted.ts";
import type { ExpiredRuns } from "../event-store.ts";
import { createHorizonReader } from "./horizon.ts";
import { tally } from "./tally.ts";

const keyColumns = ["task", "week", "developer", "version", "ci", "linkable", "exit_code"];
const dayColumns = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const cellColumns = [...keyColumns, "newest_ms", ...dayColumns].join(", ");
const places = cellColumns.replaceAll(/[^,]+/g, "?");
const addDays = dayColumns.map((day) => `${day} = ${day} + excluded.${day}`);
const addCell = `ON CONFLICT DO UPDATE SET ${addDays.join(", ")}, newest_ms = max(newest_ms, excluded.newest_ms)`;
const addLatency = "ON CONFLICT DO UPDATE SET runs = runs + excluded.runs";

export interface ExpiredTables {
  /** Remembers what rows that expire here have added to the rollup. */
  add(rows: readonly Counted[]): void;
  /** Remembers the same of rows that expired elsewhere, and adds it to the rollup. */
  carry(origin: string, runs: ExpiredRuns): void;
  /** Takes back what expired rows of developers have left in the rollup. Latencies have no developer. */
  forget(developers: readonly string[]): void;
}

export function createExpiredTables(database: DatabaseSync): ExpiredTables {
  const expiredCell = database.prepare(
    `INSERT INTO expired_cells (origin, ${cellColumns}) VALUES (?,${places}) ${addCell}`,
  );
  const cell = database.prepare(`INSERT INTO cells (${cellColumns}) VALUES (${places}) ${addCell}`);
  const expiredLatency = database.prepare(
    `INSERT INTO expired_latencies (origin, task, week, bucket, runs) VALUES (?,?,?,?,?) ${addLatency}`,
  );
  const latency = database.prepare(
    `INSERT INTO latencies (task, week, bucket, runs) VALUES (?,?,?,?) ${addLatency}`,
  );

  const sameCell = keyColumns.map((column) => `cells.${column} = gone.${column}`).join(" AND ");
  const takeBack = database.prepare(
    `UPDATE cells SET ${dayColumns.map((day) => `${day} = cells.${day} - gone.${day}`).join(", ")}
    FROM (SELECT ${keyColumns.join(", ")}, ${dayColumns.map((day) => `sum(${day}) AS ${day}`).join(", ")}
      FROM expired_cells WHERE developer = ? GROUP BY ${keyColumns.join(", ")}) AS gone
    WHERE ${sameCell}`,
  );
  const removeEmpty = database.prepare("DELETE FROM cells WHERE developer = ? AND runs = 0");
  const removeExpired = database.prepare("DELETE FROM expired_cells WHERE developer = ?");

  return {
    add(rows) {
      const { cells, latencies } = tally(rows);
      for (const { key, newestMs, days } of cells.values()) expiredCell.run("", ...key, newestMs, ...days);
      for (const { key, runs } of latencies.values()) expiredLatency.run("", ...key, runs);
    },
    carry(origin, { cells, latencies }) {
      for (const row of cells) {
        const values = row.map((value): SQLInputValue =>
          typeof value === "boolean" ? Number(value) : value,
        );
        expiredCell.run(origin, ...values);
        cell.run(...values);
      }
      for (const row of latencies) {
        expiredLatency.run(origin, ...row);
        latency.run(...row);
      }
    },
    forget(developers) {
      for (const developer of developers) {
        takeBack.run(developer);
        removeEmpty.run(developer);
        removeExpired.run(developer);
      }
    },
  };
}

/** All of one moment. */
export function readExpiredRuns(database: DatabaseSync): ExpiredRuns | undefined {
  const rowsOf = <Row>(sql: string): Row[] => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all() as unknown as Row[];
  };
  database.exec("BEGIN");
  try {
    const horizonMs = createHorizonReader(database)();
    if (horizonMs === undefined) return undefined;
    const [[rows] = [0]] = rowsOf<[number]>(
      `SELECT sum(row_count) FROM
      (SELECT outcome, row_count FROM ledger UNION ALL SELECT outcome, row_count FROM carried) WHERE outcome = 'expired'`,
    );
    return {
      horizonMs,
      rows: rows ?? 0,
      cells: rowsOf(
        `SELECT task, week, developer, version, ci, linkable, exit_code, max(newest_ms), sum(mon), sum(tue), sum(wed), sum(thu),
          sum(fri), sum(sat), sum(sun)
        FROM expired_cells GROUP BY task, week, developer, version, ci, linkable, exit_code`,
      ),
      latencies: rowsOf(
        "SELECT task, week, bucket, sum(runs) FROM expired_latencies GROUP BY task, week, bucket",
      ),
    };
  } finally {
    database.exec("COMMIT");
  }
}
