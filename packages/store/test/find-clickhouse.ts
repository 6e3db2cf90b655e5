import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The server's program: Debian's, else what is on the PATH. */
export function findClickhouse(): string | undefined {
  return ["/usr/sbin", "/usr/bin", ...(process.env.PATH ?? "").split(delimiter)]
    .map((directory) => join(directory, "clickhouse-server"))
    .find((path) => existsSync(path));
}
