import { fs, nodePath } from "./built-ins.ts";
import { hasCode, makeFolder, replaceFile } from "./state-dir.ts";
import { randomBytes } from "./uuid.ts";

const secretBytes = 32;

/** This installation's random secret, and a note of the pseudonym that was last made with it. */
export interface InstallSecret {
  readonly key: Buffer;
  /** Whatever {@link noteBesideSecret} was last given; it goes when the secret goes. */
  readonly note: string;
}

/** Makes the secret when it is first needed. */
export function loadInstallSecret(stateDir: string): InstallSecret {
  return readInstallSecret(stateDir) ?? makeInstallSecret(stateDir);
}

/** undefined if there is none, or none that is whole. */
export function readInstallSecret(stateDir: string): InstallSecret | undefined {
  try {
    const [hex = "", note = ""] = fs.readFileSync(secretPath(stateDir), "utf8").split("\n");
    const key = Buffer.from(hex, "hex");
    return key.length === secretBytes ? { key, note } : undefined;
  } catch {
    return undefined;
  }
}

/** Of several processes that make one at the same time, the first wins and the others take its secret. */
function makeInstallSecret(stateDir: string): InstallSecret {
  const path = secretPath(stateDir);
  const temporary = `${path}.${process.pid}.tmp`;
  const key = randomBytes(secretBytes);
  makeFolder(stateDir);
  try {
    fs.writeFileSync(temporary, formatSecret(key, ""), { mode: 0o600, flush: true });
    linkOrRename(temporary, path);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  const secret = readInstallSecret(stateDir);
  if (secret !== undefined) return secret;
  // What lay there is broken.
  replaceFile(path, formatSecret(key, ""));
  return { key, note: "" };
}

/** A link leaves alone what is there already; but not every file system has links. */
function linkOrRename(from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) fs.renameSync(from, to);
  }
}

/** Keeps one line of text beside the secret. */
export function noteBesideSecret(stateDir: string, { key }: InstallSecret, note: string): void {
  replaceFile(secretPath(stateDir), formatSecret(key, note));
}

function formatSecret(key: Buffer, note: string): string {
  return `${key.toString("hex")}\n${note}\n`;
}

function secretPath(stateDir: string): string {
  return nodePath.join(stateDir, "install-secret");
}
