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
 * Stores what the person at this machine decided, and acts on what was recorded before: `off` erases it, `local` and a
 * change to `on` put it where it is never sent. Choosing `on` again changes nothing.
 *
 * Dying in between leaves nothing that could be sent against the choice: what lets things be sent is written last, what
 * forbids it first, and choosing again does what was left undone.
 */
export function choose(stateDir: string, mode: Mode): void {
  makeFolder(stateDir);
  const changes = readChoice(stateDir)?.mode !== mode;
  const choice: Choice = { mode, since: new Date().toISOString() };
  if (mode === "on" && changes) moveToLocal(stateDir);
  if (changes) replaceFile(choicePath(stateDir), `${JSON.stringify(choice)}\n`);
  if (mode === "local") moveToLocal(stateDir);
  if (mode === "off") eraseSpool(stateDir);
}

/** Erases what waits, in whatever mode it was recorded. */
export function eraseSpool(stateDir: string): void {
  for (const dir of spoolFolders(stateDir)) setAside(dir);
  fs.rmSync(nodePath.join(stateDir, "spool"), { recursive: true, force: true, maxRetries: 5 });
}

function moveToLocal(stateDir: string): void {
  const local = localDir(stateDir);
  for (const dir of spoolFolders(stateDir).filter((each) => each !== local)) {
    makeSpoolFolder(local);
    const aside = setAside(dir);
    sealOpenSegment(aside);
    for (const { path, id } of listSegments(aside)) renameIfThere(path, nodePath.join(local, `${id}.ndjson`));
    fs.rmSync(aside, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Takes a folder away from all who know it by name, at once: a flusher ends, and a recorder has to make it again, for
 * which it asks for consent again. Returns where it is now.
 */
function setAside(dir: string): string {
  fs.rmSync(flusherTokenPath(dir), { force: true });
  if (dir.endsWith(".aside")) return dir;
  const aside = `${dir}.${Math.random().toString().slice(2)}.aside`;
  try {
    fs.renameSync(dir, aside);
    return aside;
  } catch {
    // Windows lets nobody rename a folder in which somebody has a file open. Without its token that one soon ends.
    return dir;
  }
}

function spoolFolders(stateDir: string): string[] {
  const spool = nodePath.join(stateDir, "spool");
  return readdirIfThere(spool)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => nodePath.join(spool, name));
}
