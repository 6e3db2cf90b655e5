// Which server knows this machine under which pseudonym, so that each can be asked to forget it. Noted before the first row
// is on its way, for as long as nobody asks.

import { nodePath } from "./built-ins.ts";
import { maxNotedServers } from "./limits.ts";
import { parseObject } from "./parse-row.ts";
import { linesOf, readIfThere } from "./segment.ts";
import { makeFolder, replaceFile } from "./state-dir.ts";

export interface NotedServer {
  /** Where rows went, without user, password and query. */
  readonly url: string;
  readonly developer: string;
}

/** Notes that rows of these developers are about to be sent. Beyond the bound the oldest notes go. */
export function noteServers(stateDir: string, url: string, developers: Iterable<string>): void {
  const noted = readNotedServers(stateDir);
  const isNoted = (developer: string): boolean =>
    noted.some((each) => each.url === url && each.developer === developer);
  const missing = [...developers].filter((developer) => !isNoted(developer));
  if (missing.length === 0) return;
  makeFolder(sentDir(stateDir), 0);
  const all = [...noted, ...missing.map((developer) => ({ url, developer }))].slice(-maxNotedServers);
  replaceFile(serversPath(stateDir), all.map((each) => `${JSON.stringify(each)}\n`).join(""));
}

export function readNotedServers(stateDir: string): NotedServer[] {
  return linesOf(readIfThere(serversPath(stateDir))).flatMap((line) => {
    const { url, developer } = parseObject(line) ?? {};
    return typeof url === "string" && typeof developer === "string" ? [{ url, developer }] : [];
  });
}

/** The folder of what was sent. */
export function sentDir(stateDir: string): string {
  return nodePath.join(stateDir, "sent");
}

export function serversPath(stateDir: string): string {
  return nodePath.join(sentDir(stateDir), "servers.ndjson");
}
