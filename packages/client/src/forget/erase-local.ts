import { fs, nodePath } from "../built-ins.ts";
import { choicePath, readChoice } from "../choice.ts";
import { eraseSpool } from "../choose.ts";
import { declarationsDir } from "../declare/stored-declarations.ts";
import { readInstallSecret, secretPath } from "../install-secret.ts";
import { sentDir, serversPath } from "../noted-servers.ts";
import { readSpool } from "../read-spool.ts";
import { readdirIfThere } from "../segment.ts";

/** What was on this machine and is erased: counts of rows, and what else there was. */
export interface ErasedLocal {
  readonly waiting: number;
  readonly refused: number;
  readonly local: number;
  readonly sent: number;
  readonly choice: boolean;
  readonly secret: boolean;
  readonly declarations: number;
}

export function countLocal(stateDir: string): ErasedLocal {
  const { destinations, local, sent } = readSpool(stateDir);
  return {
    waiting: destinations.reduce((sum, { waiting }) => sum + waiting.length, 0),
    refused: destinations.reduce((sum, { quarantined }) => sum + quarantined.length, 0),
    local: local.length,
    sent: sent.length,
    choice: readChoice(stateDir) !== undefined,
    secret: readInstallSecret(stateDir) !== undefined,
    declarations: readdirIfThere(declarationsDir(stateDir)).length,
  };
}

/**
 * Erases all that the client keeps but what is pending. First what lets things be recorded, then what waits, so that a
 * flusher stops; the secret last: as long as it is there, this can be done again from the start.
 */
export function eraseLocal(stateDir: string): void {
  const remove = (path: string): void =>
    fs.rmSync(path, { recursive: true, force: true, maxRetries: removalRetries });
  remove(choicePath(stateDir));
  eraseSpool(stateDir);
  remove(serversPath(stateDir));
  remove(sentDir(stateDir));
  remove(declarationsDir(stateDir));
  remove(nodePath.join(stateDir, "asked"));
  for (const { name } of readdirIfThere(stateDir)) {
    if (temporaryFile.test(name)) remove(nodePath.join(stateDir, name));
  }
  remove(secretPath(stateDir));
}

/** Windows lets nobody remove what somebody else has open; that takes milliseconds. */
const removalRetries = 5;

/** What a process left that died while it wrote one of these. */
const temporaryFile = /^(?:choice\.json|install-secret|forget\.json)\.[\d.]+\.tmp$/;

/** Takes the folder away once nothing is in it any more. */
export function removeIfEmpty(stateDir: string): void {
  try {
    fs.rmdirSync(stateDir);
  } catch {
    // Something is in it: what is pending, or what is not ours.
  }
}
