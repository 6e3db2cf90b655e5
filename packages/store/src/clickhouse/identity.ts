import { createHash } from "node:crypto";
import type { Address } from "./address.ts";
import type { Connection } from "./connect.ts";

/** Of the database's name and the second in which it was made: no table keeps one. */
export async function readIdentity(connection: Connection, { database, cluster }: Address): Promise<string> {
  const [first] = await connection.rows<{ made: number }>(
    "SELECT toUnixTimestamp(min(applied_at)) AS made FROM astrolabe_migrations",
  );
  return createHash("sha256")
    .update(JSON.stringify([database, cluster, first?.made]))
    .digest("hex")
    .slice(0, 32);
}
