import { randomBytes, randomUUID } from "node:crypto";
import { chmod, chown, link, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { minSecretLength, secretBytes } from "./limits.ts";

/** The secrets that a collector knows: the first signs keys; keys of all of them are taken. */
export type Secrets = readonly [current: string, ...previous: string[]];

/** Where the secrets are. */
export type SecretSource =
  | { readonly kind: "variable"; readonly value: string }
  /** A file that holds one secret a line. `isOurs`: where it is missing, it is made. */
  | { readonly kind: "file"; readonly path: string; readonly isOurs: boolean };

/**
 * A file that is named, else `ASTROLABE_JWT_SECRET`, else the file `jwt-secret` in the data directory.
 * @throws Error when there are a variable and a file: one of them would be ignored
 */
export function findSecrets(options: {
  dataDir: string;
  env: NodeJS.ProcessEnv;
  file?: string | undefined;
}): SecretSource {
  const { dataDir, env, file } = options;
  const value = env["ASTROLABE_JWT_SECRET"];
  if (file !== undefined && value) {
    throw new Error(
      `ASTROLABE_JWT_SECRET is set, and a secret file is named, too: ${file}. Take one of them away.`,
    );
  }
  if (value) return { kind: "variable", value };
  if (file !== undefined) return { kind: "file", path: file, isOurs: false };
  return { kind: "file", path: join(dataDir, "jwt-secret"), isOurs: true };
}

/**
 * Reads the secrets; the data directory's file is made at mode 0600 on first start.
 * @throws Error when one is shorter than 32 characters, or the file can be neither read nor made
 */
export async function loadSecrets(source: SecretSource): Promise<Secrets> {
  return (await readSecrets(source)) ?? makeSecret(source.kind === "file" ? source.path : "");
}

/** The secrets that are there; undefined where `loadSecrets` would make one. @throws Error as it does */
export async function readSecrets(source: SecretSource): Promise<Secrets | undefined> {
  if (source.kind === "variable") return [checkedSecret(source.value, "ASTROLABE_JWT_SECRET")];
  try {
    return parseSecrets(await readFile(source.path, "utf8"), source.path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
    if (source.isOurs) return undefined;
    throw new Error(
      `There is no secret file ${source.path}. Make one: (umask 077; openssl rand -base64 32 > ${source.path})`,
      { cause: error },
    );
  }
}

/** Puts a new secret before those that are there: it signs from now on, and keys of the others are still taken. */
export async function rotateSecret(path: string): Promise<Secrets> {
  const known = await loadSecrets({ kind: "file", path, isOurs: true });
  return replaceSecrets(path, [newSecret(), ...known]);
}

/** Forgets all secrets but the one that signs: keys of the others are no longer taken. */
export async function retireSecrets(path: string): Promise<Secrets> {
  const [current] = await loadSecrets({ kind: "file", path, isOurs: true });
  return replaceSecrets(path, [current]);
}

/** @throws Error when the secret is too short to be safe */
export function checkedSecret(secret: string, origin: string): string {
  if (secret.length >= minSecretLength) return secret;
  throw new Error(
    `The signing secret from ${origin} has ${secret.length} characters; it needs at least ${minSecretLength}. ` +
      "`openssl rand -base64 32` makes a good one.",
  );
}

function parseSecrets(content: string, path: string): Secrets {
  const [current = "", ...previous] = content
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return [checkedSecret(current, path), ...previous.map((secret) => checkedSecret(secret, path))];
}

/** Two collectors may start at once: the file appears whole by a link that only one of them can make. */
async function makeSecret(path: string): Promise<Secrets> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = await writeDraft(path, [newSecret()]);
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return parseSecrets(await readFile(path, "utf8"), path);
}

/**
 * A collector that reads the file meanwhile sees it as it was, or as it is now. It stays readable for whom it was: the
 * collector's user is often not the one who rotates.
 */
async function replaceSecrets(path: string, secrets: Secrets): Promise<Secrets> {
  const target = await realpath(path);
  const { uid, gid, mode } = await stat(target);
  const draft = await writeDraft(target, secrets);
  await chown(draft, uid, gid);
  await chmod(draft, mode & 0o777);
  await rename(draft, target);
  return secrets;
}

async function writeDraft(path: string, secrets: Secrets): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, secrets.map((secret) => `${secret}\n`).join(""), { mode: 0o600, flush: true });
  return draft;
}

function newSecret(): string {
  return randomBytes(secretBytes).toString("base64url");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
