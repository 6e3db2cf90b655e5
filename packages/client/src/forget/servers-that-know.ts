import { readNotedServers } from "../noted-servers.ts";
import { parseRow } from "../parse-row.ts";
import { readSpool } from "../read-spool.ts";
import type { OwnPseudonyms } from "./own-pseudonyms.ts";
import { readPending, type PendingForget } from "./pending.ts";

/**
 * Which server has, or may have, rows of which pseudonym: what is pending, what was noted when rows were sent, and what waits
 * to be sent (a request may be under way). No server is told a pseudonym that it need not know. With a salt the server of the environment is one of
 * them in any case: another machine may have sent there.
 */
export function serversThatKnow(
  stateDir: string,
  env: NodeJS.ProcessEnv,
  { proofs, shared }: OwnPseudonyms,
): PendingForget[] {
  const known = new Map<string, PendingForget>();
  const add = (each: PendingForget): void => {
    const { url, developer, proof = proofs.get(developer) } = each;
    known.set(`${developer} ${url}`, { url, developer, proof });
  };
  const { destinations, sent } = readSpool(stateDir);
  const noted = readNotedServers(stateDir);
  for (const { url, waiting, lastSend } of destinations) {
    for (const developer of developersOf(waiting)) add({ url, developer });
    // Sent, and not noted: for want of room, or by an older version.
    if (lastSend !== undefined && !noted.some((each) => each.url === url)) {
      for (const developer of developersOf(sent)) add({ url, developer });
    }
  }
  noted.forEach(add);
  const url = shownUrl(env["EVENTS_URL"]);
  if (shared !== undefined && url !== undefined) add({ url, developer: shared });
  readPending(stateDir).forEach(add);
  return [...known.values()];
}

function developersOf(rows: readonly string[]): Set<string> {
  return new Set(rows.flatMap((row) => parseRow(row)?.payload.developer ?? []));
}

/** As it is noted; undefined if it is none that rows can be posted to. */
function shownUrl(text: string = ""): string | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const { protocol, origin, pathname } = new URL(text.trim());
  return protocol === "http:" || protocol === "https:" ? origin + pathname : undefined;
}
