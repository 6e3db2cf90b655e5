import { fs, nodePath } from "./built-ins.ts";
import { choicePath, readChoice, type Choice, type Mode } from "./choice.ts";
import {
  listSegments,
  localDir,
  makeSpoolFolder,
  readdirIfThere,
  renameIfThere,
  sealOpenSegment,
} from "./segment.ts";
import { flusherTokenPath } from "./start-flusher.ts";
import { makeFolder, replaceFile } from "./state-dir.ts";

/**
 * Stores what the person at this machine decided, and acts on what was recorded before: `off` erases it, a change to `on`
 * or `local` puts it where it is never sent. Choosing again what was chosen already changes nothing.
 */
export function choose(stateDir: string, mode: Mode): void {
  makeFolder(stateDir);
  const changes = readChoice(stateDir)?.mode !== mode;
  // Dying in between must leave nothing that could be sent against the choice: so first the move, then the choice that
  // lets things be sent; but first the choice that forbids recording, then the erasing.
  if (mode !== "off" && changes) moveToLocal(stateDir);
  if (changes) {
    const choice: Choice = { mode, since: new Date().toISOString() };
    replaceFile(choicePath(stateDir), `${JSON.stringify(choice)}\n`);
  }
  if (mode === "off")
    fs.rmSync(nodePath.join(stateDir, "spool"), { recursive: true, force: true, maxRetries: 5 });
}

function moveToLocal(stateDir: string): void {
  const local = localDir(stateDir);
  const spool = nodePath.join(stateDir, "spool");
  for (const name of readdirIfThere(spool)) {
    const dir = nodePath.join(spool, name);
    if (dir === local) continue;
    makeSpoolFolder(local);
    // A flusher without its token ends.
    fs.rmSync(flusherTokenPath(dir), { force: true });
    sealOpenSegment(dir);
    for (const { path, id } of listSegments(dir)) renameIfThere(path, nodePath.join(local, `${id}.ndjson`));
  }
}
