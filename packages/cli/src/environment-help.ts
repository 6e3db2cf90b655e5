const meanings = {
  EVENTS_URL: "where rows are posted and read, e.g. http://localhost:54321/rest/v1/events",
  EVENTS_TOKEN: "the key for it",
  EVENTS_ENABLED: "1, true, yes, y or on: record",
  EVENTS_DEBUG: "the same values: print events to stderr and send nothing",
  EVENTS_SALT: "a secret shared by an organisation: the same person is one developer on every machine",
  NSM_URL: "where weekly totals go, e.g. http://localhost:54321/rest/v1/nsm; without it: EVENTS_URL",
  DO_NOT_TRACK: "anything but empty or 0: record nothing, send nothing",
  ASTROLABE_STATE_DIR: "where this machine keeps its choice and what waits to be sent",
  ASTROLABE_CONFIG: "the file of settings, where --config names none",
  ASTROLABE_DATA_DIR: "where the collector keeps its data and its secret",
  ASTROLABE_JWT_SECRET:
    "signs the collector's keys (at least 32 characters); without it one is made and kept",
  DATABASE_URL: "the database, when --db-url names none: postgres://USER:PASSWORD@HOST:PORT/DATABASE",
  PGPASSWORD: "the database's password, when the address has none",
  PGHOST: "the database, with PGPORT, PGUSER, PGDATABASE and PGSSLMODE, when there is no DATABASE_URL",
} as const;

/** The part of a command's help that lists the environment variables it heeds. */
export function environmentHelp(...names: (keyof typeof meanings)[]): string {
  const width = Math.max(...names.map((name) => name.length));
  return `\nEnvironment:\n${names.map((name) => `  ${name.padEnd(width)}  ${meanings[name]}\n`).join("")}`;
}
