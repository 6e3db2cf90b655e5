// What several checks advise, in the same words.

export const whereKeysAre: string =
  "`astrolabe keys` prints those of a collector, `supabase status -o env` those of a local Supabase, and Project " +
  "Settings, API Keys shows those of a hosted one";

export const makeTheTable: string =
  "`astrolabe setup supabase` makes the table, its columns and its policies, or brings them up to date";

export const startTheServer: string =
  "start the server (a collector by `astrolabe serve`), or correct host and port in EVENTS_URL";
