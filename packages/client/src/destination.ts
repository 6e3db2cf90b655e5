import { nodePath } from "./built-ins.ts";
import { checksum } from "./checksum.ts";
import { makeSpoolFolder } from "./segment.ts";
import { readObject, replaceFile } from "./state-dir.ts";

/** The folder of what waits for one URL: an event is only ever sent to the URL for which it was recorded. */
export function destinationDir(stateDir: string, url: string): string {
  return nodePath.resolve(stateDir, "spool", checksum(url));
}

/** Makes that folder and notes in it, for people, where it leads; without what may be secret in a URL. */
export function makeDestination(dir: string, url: string): void {
  const { origin, pathname } = new URL(url);
  makeSpoolFolder(dir);
  replaceFile(destinationPath(dir), `${JSON.stringify({ url: origin + pathname })}\n`);
}

/** The URL that a folder's rows are for, without user, password and query. */
export function readDestinationUrl(dir: string): string {
  const url = readObject(destinationPath(dir))?.["url"];
  return typeof url === "string" ? url : "an unknown URL";
}

function destinationPath(dir: string): string {
  return nodePath.join(dir, "destination.json");
}
