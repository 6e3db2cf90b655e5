import { fs, nodePath } from "./built-ins.ts";
import { maxNotedPseudonyms } from "./limits.ts";
import { hasCode, makeFolder, replaceFile } from "./state-dir.ts";
import { randomBytes } from "./uuid.ts";

const secretBytes = 32;
const hexSecret = /^[0-9a-f]{64}$/;

/** This installation's random secret, and notes of the pseudonyms that were made with it. */
export interface InstallSecret {
  /** 64 hex digits. As digits, since decoding them takes longer than reading the file, and is rarely needed. */
  readonly hex: string;
  /** What {@link noteBesideSecret} was given, the newest first; they go when the secret goes. */
  readonly notes: readonly string[];
}

/** Makes the secret when it is first needed. */
export function loadInstallSecret(stateDir: string): InstallSecret {
  return readInstallSecret(stateDir) ?? makeInstallSecret(stateDir);
}

/** undefined if there is none, or none that is whole. */
export function readInstallSecret(stateDir: string): InstallSecret | undefined {
  try {
    const [hex = "", ...notes] = fs.readFileSync(secretPath(stateDir), "utf8").split("\n");
    return hexSecret.test(hex) ? { hex, notes: notes.filter((note) => note !== "") } : undefined;
  } catch {
    return undefined;
  }
}

/** Of several processes that make one at the same time, the first wins and the others take its secret. */
function makeInstallSecret(stateDir: string): InstallSecret {
  const path = secretPath(stateDir);
  const temporary = `${path}.${process.pid}.tmp`;
  const hex = randomBytes(secretBytes).toString("hex");
  makeFolder(stateDir);
  try {
    fs.writeFileSync(temporary, formatSecret(hex, []), { mode: 0o600, flush: true });
    linkOrRename(temporary, path);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  const secret = readInstallSecret(stateDir);
  if (secret !== undefined) return secret;
  // What lay there is broken.
  replaceFile(path, formatSecret(hex, []));
  return { hex, notes: [] };
}

/** A link leaves alone what is there already; but not every file system has links. */
function linkOrRename(from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) fs.renameSync(from, to);
  }
}

/** Keeps one more line of text beside the secret. */
export function noteBesideSecret(stateDir: string, { hex, notes }: InstallSecret, note: string): void {
  replaceFile(secretPath(stateDir), formatSecret(hex, [note, ...notes].slice(0, maxNotedPseudonyms)));
}

function formatSecret(hex: string, notes: readonly string[]): string {
  return `${[hex, ...notes].join("\n")}\n`;
}

export function secretPath(stateDir: string): string {
  return nodePath.resolve(stateDir, "install-secret");
}
