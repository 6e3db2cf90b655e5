import { eventIdFromBytes } from "../event-id.ts";
import type { Connection } from "./connect.ts";
import { columnsToRead, toColumns } from "./plan-read.ts";
import type { AnsweredRow, ReadPlan } from "./plan-read.ts";
import { quoted } from "./quoted.ts";

/** Reads the page that a plan asks for, all of which the server can decide. */
export type PageReader = (connection: Connection, plan: ReadPlan) => Promise<readonly AnsweredRow[]>;

const ids = 2n ** 128n;

/**
 * Whoever reads a table in pages asks for the rows after an id. Releases before 19.14 look at all of them for each page, so
 * it is asked first for those that are no further away than a page reached before. Of 700,000 rows, a page of 1,000
 * took thirty times as long on 18.16 without that.
 */
export function createPageReader(): PageReader {
  let span = ids;

  return async (connection, plan) => {
    const { after, limit } = plan;
    if (after === undefined || limit === Infinity) return select(connection, plan, plan.from, limit);
    const start = BigInt(`0x${after.replaceAll("-", "")}`);
    const rows = await selectNearFirst(connection, plan, start + span);
    const last = rows[limit - 1]?.id;
    if (typeof last === "string") span = 2n * (BigInt(`0x${last.replaceAll("-", "")}`) - start);
    return rows;
  };
}

async function selectNearFirst(
  connection: Connection,
  plan: ReadPlan,
  bound: bigint,
): Promise<readonly AnsweredRow[]> {
  const { from, limit } = plan;
  if (bound >= ids) return select(connection, plan, from, limit);
  const end = eventIdFromBytes(Buffer.from(bound.toString(16).padStart(32, "0"), "hex"));
  const near = await select(connection, plan, `${from} AND id <= UUIDStringToNum(${quoted(end)})`, limit);
  if (near.length === limit) return near;
  const beyond = `${from} AND id > UUIDStringToNum(${quoted(end)})`;
  return [...near, ...(await select(connection, plan, beyond, limit - near.length))];
}

async function select(
  connection: Connection,
  { table, orderSql = "", offset }: ReadPlan,
  from: string,
  limit: number,
): Promise<readonly AnsweredRow[]> {
  if (limit === 0) return [];
  const page = limit === Infinity ? "" : ` LIMIT ${offset}, ${limit}`;
  const rows: AnsweredRow[] = [];
  const sql = `SELECT ${columnsToRead[table]} FROM ${from}${orderSql}${page}`;
  for await (const some of connection.stream<AnsweredRow>(sql))
    rows.push(...some.map((row) => toColumns(row)));
  return limit === Infinity ? rows.slice(offset) : rows;
}
