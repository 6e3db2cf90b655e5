/**
 * Where the HTTP API of a Supabase project is, told from the address of its database: `db.REF.supabase.co`, or the user
 * `postgres.REF` at a pooler, or a local one. With a place to fill in where that doesn't tell.
 */
export function supabaseApiUrl(databaseUrl: string | undefined): string {
  const { hostname, port, username } = parse(databaseUrl);
  const reference =
    /^db\.([a-z0-9]+)\.supabase\.co$/.exec(hostname)?.[1] ??
    (hostname.endsWith(".supabase.com") ? /^\w+\.([a-z0-9]+)$/.exec(username)?.[1] : undefined);
  if (reference !== undefined) return `https://${reference}.supabase.co`;
  // The ports that `supabase start` gives its database and its API.
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(hostname) && port === "54322";
  return isLocal ? "http://127.0.0.1:54321" : "https://YOUR_PROJECT_REF.supabase.co";
}

function parse(url: string | undefined): { hostname: string; port: string; username: string } {
  if (url !== undefined && URL.canParse(url)) return new URL(url);
  return {
    hostname: process.env["PGHOST"] ?? "",
    port: process.env["PGPORT"] ?? "",
    username: process.env["PGUSER"] ?? "",
  };
}
