import { renderArrival, renderSignIn } from "@astrolabe/dashboard";
import type { Answer } from "../answer.ts";
import { ApiError } from "../api-error.ts";
import type { Exchange } from "../exchange.ts";
import { parseQueryString, splitQuery } from "../query-string.ts";
import { mayRead } from "../row-policy.ts";
import { htmlAnswer } from "./answer-page.ts";
import { endedCookie, readSessionCookie, sessionCookie } from "./session-cookie.ts";

const usedLink = "This link was used already, or is older than an hour. A key gets you in, too:";
const notTheKey = "This is not the service_role key of this collector.";

/** GET /session?code=: opens a session by a link that works once; without a code, the form for a key. */
export function answerLink({ incoming, query, dashboard: { sessions } }: Exchange): Answer {
  const code = parseQueryString(query).find(([name]) => name === "code")?.[1];
  // Who looks whether a link works must not use it up.
  if (code === undefined || incoming.method === "HEAD") return htmlAnswer(200, renderSignIn());
  const session = sessions.redeem(code);
  if (session === undefined) return htmlAnswer(410, renderSignIn(usedLink));
  const cookie = sessionCookie(session, incoming);
  // Followed from another site, a redirection would not carry the cookie along.
  if (incoming.headers["sec-fetch-site"] === "cross-site")
    return htmlAnswer(200, renderArrival(), [...noStore, ...cookie]);
  return toPage(cookie);
}

/** POST /session: opens a session for who has the service_role key. */
export async function answerKey({
  incoming,
  bodies,
  roleOf,
  dashboard: { sessions },
}: Exchange): Promise<Answer> {
  const body = await bodies.read(incoming);
  const form = body.toString("utf8");
  bodies.release(body);
  const key = splitQuery(form).find(([name]) => name === "key")?.[1] ?? "";
  try {
    if (!mayRead(await roleOf(key.trim()))) return htmlAnswer(403, renderSignIn(notTheKey));
  } catch (error) {
    if (error instanceof ApiError) return htmlAnswer(403, renderSignIn(notTheKey));
    throw error;
  }
  return toPage(sessionCookie(sessions.open(), incoming));
}

/** POST /session/end */
export function answerEnd({ incoming, dashboard: { sessions } }: Exchange): Answer {
  const session = readSessionCookie(incoming.headers.cookie);
  if (session !== undefined) sessions.end(session);
  return toPage(endedCookie(incoming));
}

const noStore = ["Cache-Control", "no-store"];

function toPage(cookie: readonly string[]): Answer {
  return htmlAnswer(303, "", [...noStore, "Location", "/", ...cookie]);
}
