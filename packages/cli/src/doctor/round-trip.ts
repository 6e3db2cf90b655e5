// One test row is sent the way of an event: stored, refused the second time, read, and taken back.
import { type Outcome, postRows, uuidV7 } from "@astrolabe/client";
import { checkTimeoutMs } from "../limits.ts";
import { describeOutcome } from "../telemetry-status.ts";
import { makeTheTable } from "./advice.ts";
import { ask, type Reply, type Server } from "./ask.ts";
import { ok, problem, type Verdict } from "./finding.ts";
import { plainText } from "./plain-text.ts";
import { describeAnswer, notPermitted } from "./refusal.ts";

/** What came of each step; later ones are undefined where an earlier one failed. */
export interface RoundTrip {
  readonly id: string;
  readonly stored: Outcome;
  readonly storedAgain?: Outcome | undefined;
  readonly read?: Reply | undefined;
  /** The same without any key. */
  readonly readByAnyone?: Reply | undefined;
  readonly erased?: Reply | undefined;
}

/** The name of the test row's event; no task is called that, so it is in no metric. */
const testName = "astrolabe-doctor";

export async function makeRoundTrip(server: Server): Promise<RoundTrip> {
  const id = uuidV7();
  const row = JSON.stringify({ id, payload: { name: testName } });
  const post = (): Promise<Outcome> =>
    postRows([row], { url: server.url.href, token: server.key, timeoutMs: checkTimeoutMs });
  const stored = await post();
  if (stored.kind !== "accepted") return { id, stored };
  const storedAgain = await post();
  const query = { id: `eq.${id}`, select: "id,payload" };
  const read = await ask(server, { query });
  const readByAnyone = server.key === undefined ? read : await ask({ ...server, key: undefined }, { query });
  const erased = await ask(server, {
    method: "DELETE",
    query: { id: `eq.${id}` },
    prefer: "return=minimal,count=exact",
  });
  return { id, stored, storedAgain, read, readByAnyone, erased };
}

/** Whether the row was stored once and, for a key that may read, came back. */
export function checkRoundTrip(trip: RoundTrip, mayRead: boolean): Verdict {
  const { stored, storedAgain, read } = trip;
  if (stored.kind !== "accepted") return notStored(stored);
  const after = afterwards(trip);
  if (storedAgain?.kind === "accepted") {
    return problem(
      `a test row was stored a second time under the same id, ${after}: events that are sent again count twice`,
      `id must be the primary key of the table. ${makeTheTable}`,
    );
  }
  if (storedAgain?.kind !== "rejected" || storedAgain.status !== 409) {
    const said = storedAgain === undefined ? "" : plainText(describeOutcome(storedAgain));
    return problem(
      `a test row was stored; sent again, it was not answered with 409 as already there, but: ${said}`,
      "a client that gets this answer can't tell what has arrived: see the server's log",
    );
  }
  if (!mayRead) return ok(`a test row was stored, refused the second time as it should be, ${after}`);
  if (bringsRows(read) !== true) {
    return problem(
      `a test row was accepted, but the key can't read it back, ${after}`,
      "reads may come from a copy that lags behind, or the table's policies or triggers change what is stored",
    );
  }
  return ok(`a test row was stored, refused the second time as it should be, read back, ${after}`);
}

function afterwards(trip: RoundTrip): string {
  if (wasErased(trip)) return "and taken back";
  const { id, erased } = trip;
  const why =
    erased?.kind === "answer" && erased.status >= 300 ? describeAnswer(erased) : "the key may not erase it";
  return `and stays (${why}): its id is ${id}, its name ${testName}, and it counts nowhere`;
}

function notStored(outcome: Exclude<Outcome, { kind: "accepted" }>): Verdict {
  const said = plainText(describeOutcome(outcome));
  if (outcome.kind === "rejected" && outcome.answer.includes(notPermitted)) {
    return problem(`a test row was refused by the table's policies (${said})`, makeTheTable);
  }
  return problem(
    `a test row was not stored: ${said}`,
    outcome.kind === "rejected"
      ? `events of this client are refused too. ${makeTheTable}`
      : "see the server's log; until then events wait on this machine",
  );
}

/** Whether a read brought rows; undefined if its answer says nothing about that. */
export function bringsRows(reply: Reply | undefined): boolean | undefined {
  if (reply?.kind !== "answer") return undefined;
  if (reply.status === 401 || reply.status === 403) return false;
  return reply.status < 300 && Array.isArray(reply.body) ? reply.body.length > 0 : undefined;
}

/** Whether the key could erase the row: the count of rows is the last part of `Content-Range`. */
export function wasErased({ erased }: RoundTrip): boolean {
  if (erased?.kind !== "answer" || erased.status >= 300) return false;
  return /\/[1-9]\d*$/.test(erased.headers.get("content-range") ?? "");
}
