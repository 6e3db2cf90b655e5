import { makeTheTable } from "./advice.ts";
import { ask, type Answer, type Reply, type Server } from "./ask.ts";
import { ok, problem, type Verdict } from "./finding.ts";
import { describeAnswer, errorCode, notPermitted } from "./refusal.ts";

/** Inserts no row into the two columns that every event needs: what comes back tells of server, key and table. */
export function insertNothing(server: Server): Promise<Reply> {
  return ask(server, {
    method: "POST",
    query: { columns: "id,payload" },
    body: "[]",
    prefer: "return=minimal",
  });
}

/** Whether the table and its columns are there, and the key may insert into it. */
export function checkTable(answer: Answer, { pathname }: URL): Verdict {
  const { status, body } = answer;
  const table = pathname.split("/").findLast((part) => part !== "") ?? "";
  if (status < 300) return ok(`${table} has the columns id and payload, and the key may insert`);
  const said = describeAnswer(answer);
  const code = errorCode(body);
  if (code === "PGRST205" || code === "42P01") {
    return problem(
      `the server has no table ${table} (${said})`,
      `${makeTheTable}. Was it made just now: \`notify pgrst, 'reload schema'\` shows it to the server`,
    );
  }
  if (code === "PGRST204" || code === "42703") {
    return problem(`${table} lacks a column (${said})`, makeTheTable);
  }
  if (code === notPermitted) return problem(`the key may not insert into ${table} (${said})`, makeTheTable);
  if (status === 404 || status === 405) {
    return problem(
      `there is nothing at ${pathname} that takes rows (${said})`,
      "correct the path of EVENTS_URL: a collector and Supabase have the table at /rest/v1/events",
    );
  }
  return problem(
    `the server does not take an empty insert (${said})`,
    "the message says why; is EVENTS_URL the address of a PostgREST table, or of a collector?",
  );
}
