// astrolabe setup: makes the tables where somebody else runs the server.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";
import { shellQuoted } from "./shell-quoted.ts";
import { supabaseApiUrl } from "./supabase-api-url.ts";
import { UsageError } from "./usage-error.ts";

interface SetupOptions {
  /** `true` is the option without a value. */
  readonly dbUrl?: string | true | undefined;
  readonly json?: boolean | undefined;
}

export function createSetupCommand(): Command {
  return createCommand("setup", "Make the tables on a server that isn't `astrolabe serve`.").addCommand(
    createCommand(
      "supabase",
      "Make the tables, policies and functions of a Supabase project, or upgrade them.",
    )
      .option(
        "--db-url [url]",
        "apply the SQL to this database instead of printing it; without a URL: to the one in the environment",
      )
      .option("--json", "print one JSON object instead of SQL or export lines")
      .addHelpText("after", help)
      .action(setUp),
  );
}

const help = `
Prints the SQL, for the SQL editor or psql; with --db-url, applies it. Then says how to point clients at the project.
An older table events(id, payload) is upgraded where it is, and keeps every row. Running it again changes nothing.
An address on the command line can be read by everybody on the machine, so leave the password to the environment.
${environmentHelp("DATABASE_URL", "PGPASSWORD", "PGHOST")}
Examples:
  astrolabe setup supabase > astrolabe.sql
  PGPASSWORD=… astrolabe setup supabase --db-url postgres://postgres@db.YOUR_PROJECT_REF.supabase.co:5432/postgres
  astrolabe setup supabase --db-url    # with DATABASE_URL set
`;

async function setUp({ dbUrl, json }: SetupOptions): Promise<void> {
  const { setUpSupabase, supabaseSql } = await import("@astrolabe/store");
  const url = databaseUrl(dbUrl);
  const env = {
    EVENTS_URL: `${supabaseApiUrl(url)}/rest/v1/events`,
    EVENTS_TOKEN: "YOUR_ANON_KEY",
  };
  if (dbUrl === undefined) {
    const sql = supabaseSql();
    const exported = exportLines(env).replaceAll(/^/gm, "-- ");
    const text = `${sql}\n-- Then point clients at it. ${whereTheKeyIs}\n${exported}\n`;
    process.stdout.write(json ? `${JSON.stringify({ applied: false, sql, env })}\n` : text);
    return;
  }
  if (typeof dbUrl === "string" && hasPassword(dbUrl)) {
    process.stderr.write(
      "astrolabe: others on this machine can read the password in --db-url; PGPASSWORD or DATABASE_URL hides it.\n",
    );
  }
  const database = await setUpSupabase(url);
  process.stderr.write(`astrolabe: ${database} is set up. ${whereTheKeyIs}\n`);
  process.stdout.write(
    json ? `${JSON.stringify({ applied: true, database, env })}\n` : `${exportLines(env)}\n`,
  );
}

const whereTheKeyIs =
  "The anon key is printed by `supabase status -o env` (local) or stands in Project Settings, API Keys (hosted).";

/** undefined: what libpq's variables say. */
function databaseUrl(dbUrl: string | true | undefined): string | undefined {
  if (typeof dbUrl === "string") return dbUrl;
  const fromEnvironment = process.env["DATABASE_URL"] || undefined;
  if (dbUrl === true && fromEnvironment === undefined && !process.env["PGHOST"]) {
    throw new UsageError("--db-url without a URL takes DATABASE_URL or PGHOST, and neither is set.");
  }
  return dbUrl === true ? fromEnvironment : undefined;
}

function hasPassword(url: string): boolean {
  return URL.canParse(url) && new URL(url).password !== "";
}

function exportLines(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}=${shellQuoted(value)}`)
    .join("\n");
}
