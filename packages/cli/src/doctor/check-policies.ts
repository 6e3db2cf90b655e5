import { makeTheTable } from "./advice.ts";
import { ask, type Server } from "./ask.ts";
import { ok, problem, skipped, type Verdict, warning } from "./finding.ts";
import { bringsRows, type RoundTrip, wasErased } from "./round-trip.ts";

/**
 * Whether events are closed to those who only send them. The keys that tools carry are as good as public. With the test
 * row of a round trip an empty answer proves something; without one it may just be that there is no row.
 */
export async function checkPolicies(
  server: Server,
  role: string | undefined,
  trip: RoundTrip | undefined,
): Promise<Verdict[]> {
  const query = { select: "id", limit: "1" };
  const anyoneReads = bringsRows(trip?.readByAnyone ?? (await ask({ ...server, key: undefined }, { query })));
  if (anyoneReads) {
    return [
      problem(
        "anyone can read all events, without any key",
        `row-level security is off or open. ${makeTheTable}`,
      ),
    ];
  }
  const proof = trip?.read === undefined ? " (a table without rows would look the same)" : "";
  if (role === "service_role") {
    return [anyoneReads === undefined ? unseen : ok(`nobody reads events without a key${proof}`)];
  }
  const keyReads = bringsRows(trip?.read ?? (await ask(server, { query })));
  const verdicts: Verdict[] = [];
  if (keyReads) verdicts.push(readsEvents(role));
  if (trip !== undefined && wasErased(trip)) verdicts.push(erasesEvents(role));
  if (verdicts.length > 0) return verdicts;
  if (anyoneReads === undefined || keyReads === undefined) return [unseen];
  return [ok(`the key adds events and reads none, and nobody reads any without it${proof}`)];
}

const unseen = skipped("the server's answer to a read says neither that it is allowed nor that it is not");

function readsEvents(role: string | undefined): Verdict {
  return role === undefined
    ? warning("the key can read events, and its role can't be seen", keepItBack)
    : problem(`anyone with this key (role ${role}) can read all events`, insertAlone);
}

function erasesEvents(role: string | undefined): Verdict {
  return role === undefined
    ? warning("the key can erase events, and its role can't be seen", keepItBack)
    : problem(`anyone with this key (role ${role}) can erase events`, insertAlone);
}

const insertAlone = `let that role insert and nothing else. ${makeTheTable}`;
const keepItBack = "if tools carry it, give them one that may add rows alone";
