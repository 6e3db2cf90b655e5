import { readdirSync, readFileSync } from "node:fs";
import { root } from "./source-files.ts";
import type { PostgresDatabase } from "../packages/store/test/postgres-server.ts";

/** What a Supabase project has before any migration: roles, privileges that they get by default, and extensions. */
const newProject = `
  DO $$ BEGIN
    IF to_regrole('anon') IS NULL THEN
      CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE ROLE service_role NOLOGIN BYPASSRLS;
    END IF;
  END $$;
  GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;`;

export async function makeProject(database: PostgresDatabase): Promise<void> {
  await database.query(newProject);
}

/** Each in a transaction of its own, as `supabase db push` runs them. */
export async function runMigrations(database: PostgresDatabase): Promise<void> {
  for (const { sql } of supabaseMigrations()) await database.query(sql);
}

export interface SupabaseMigration {
  /** `20261123000001_events.sql` */
  readonly name: string;
  readonly sql: string;
}

/** In order. */
export function supabaseMigrations(): SupabaseMigration[] {
  const directory = `${root}supabase/migrations/`;
  return readdirSync(directory)
    .toSorted()
    .map((name) => ({ name, sql: readFileSync(directory + name, "utf8") }));
}
