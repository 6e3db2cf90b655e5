import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { minSecretLength, secretBytes } from "./limits.ts";

/**
 * The secret that signs the collector's keys: `ASTROLABE_JWT_SECRET`, else the file `jwt-secret` in the data
 * directory, made at mode 0600 on first start.
 * @throws when the secret is shorter than 32 characters, or the file can be neither read nor made.
 */
export async function loadSecret(options: { dataDir: string; env: NodeJS.ProcessEnv }): Promise<string> {
  const given = options.env["ASTROLABE_JWT_SECRET"];
  if (given) return checkedSecret(given, "ASTROLABE_JWT_SECRET");
  const path = join(options.dataDir, "jwt-secret");
  const kept = (await readIfThere(path)) ?? (await makeSecret(options.dataDir, path));
  return checkedSecret(kept.trim(), path);
}

/** @throws when the secret is too short to be safe. */
export function checkedSecret(secret: string, origin: string): string {
  if (secret.length >= minSecretLength) return secret;
  throw new Error(
    `The signing secret from ${origin} has ${secret.length} characters; it needs at least ${minSecretLength}. ` +
      "`openssl rand -base64 32` makes a good one.",
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Two collectors may start at once: the file appears whole by a link that only one of them can make. */
async function makeSecret(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = join(dataDir, `jwt-secret.${randomUUID()}`);
  await writeFile(draft, `${randomBytes(secretBytes).toString("base64url")}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, "utf8");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
