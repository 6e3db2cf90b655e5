import {
  figuresCsv,
  figuresNdjson,
  pageHeaders,
  parsePageView,
  renderNotice,
  renderPage,
  renderSignIn,
  ViewError,
  weekFigures,
  type PageModel,
  type PageView,
} from "@astrolabe/dashboard";
import { StoreBusyError } from "@astrolabe/store";
import { createHash } from "node:crypto";
import type { Answer } from "../answer.ts";
import type { Exchange } from "../exchange.ts";
import { retryAfterSeconds } from "../limits.ts";
import { parseQueryString } from "../query-string.ts";
import { mayRead } from "../row-policy.ts";
import { isSecure } from "./is-secure.ts";
import { readSessionCookie } from "./session-cookie.ts";

/** Kept by this browser alone, and asked for again each time: the answer is mostly that it is still right. */
const revalidated: readonly string[] = [
  "Cache-Control",
  "private, no-cache",
  "Vary",
  "Cookie, Authorization",
];

/** GET /: the page; who may not read it is asked to sign in. */
export async function answerPage(exchange: Exchange): Promise<Answer> {
  return withView(exchange, async (view) => {
    const model = await readModel(exchange, view);
    const etag = `"${model.version}"`;
    const headers = [...revalidated, "ETag", etag];
    if (exchange.incoming.headers["if-none-match"] === etag) return { status: 304, headers, body: "" };
    return htmlAnswer(200, renderPage(model), headers);
  });
}

/** GET /export.csv */
export async function answerCsv(exchange: Exchange): Promise<Answer> {
  return withView(exchange, async (view) => {
    const { report } = await readReport(exchange, view.task);
    return fileAnswer(
      "astrolabe-weeks.csv",
      "text/csv; charset=utf-8",
      figuresCsv(weekFigures(report, view.weeks)),
    );
  });
}

/** GET /export.ndjson */
export async function answerNdjson(exchange: Exchange): Promise<Answer> {
  return withView(exchange, async (view) => {
    const { report } = await readReport(exchange, view.task);
    const body = figuresNdjson(weekFigures(report, view.weeks));
    return fileAnswer("astrolabe-weeks.ndjson", "application/x-ndjson; charset=utf-8", body);
  });
}

/** What may not be cached by anybody. */
export function htmlAnswer(
  status: number,
  body: string,
  headers: readonly string[] = ["Cache-Control", "no-store"],
): Answer {
  return { status, headers: [...pageHeaders, ...headers], body, isSameOrigin: true };
}

/** Lets in who may read, and tells a person what is wrong with the address. */
async function withView(exchange: Exchange, answer: (view: PageView) => Promise<Answer>): Promise<Answer> {
  const { dashboard, query } = exchange;
  if (!dashboard.isPublic && !isSignedIn(exchange)) return htmlAnswer(200, renderSignIn());
  try {
    return await answer(parsePageView(parseQueryString(query), dashboard.goal));
  } catch (error) {
    if (error instanceof ViewError)
      return htmlAnswer(400, renderNotice("This page isn't there", error.message));
    if (!(error instanceof StoreBusyError)) throw error;
    const busy = renderNotice(
      "Busy",
      "The store has too much to do at this moment. Try again in a few seconds.",
    );
    return htmlAnswer(503, busy, ["Cache-Control", "no-store", "Retry-After", String(retryAfterSeconds)]);
  }
}

async function readModel(exchange: Exchange, view: PageView): Promise<PageModel> {
  const { store, dashboard } = exchange;
  const { report, version } = await readReport(exchange, view.task);
  const marks = await store.marks();
  const sending = isSignedIn(exchange)
    ? { eventsUrl: `${originOf(exchange)}/rest/v1/events`, anonKey: dashboard.anonKey }
    : undefined;
  // Who sees nothing may have asked for another task than they meant.
  const isLost =
    sending !== undefined && report.trust.newest_run === null && report.trust.ledger?.stored.value !== 0;
  const tasks = isLost ? await dashboard.reports.readTasks() : [];
  const drawn = JSON.stringify([version, view, marks, sending, tasks]);
  return {
    report,
    view,
    marks,
    tasks,
    sending,
    version: createHash("sha256").update(drawn).digest("base64url").slice(0, 22),
  };
}

function readReport(exchange: Exchange, task: string): ReturnType<Exchange["dashboard"]["reports"]["read"]> {
  const { reports } = exchange.dashboard;
  return isSignedIn(exchange) ? reports.read(task) : reports.readPublic(task);
}

/** By a session, or by the key of who may read everything. */
function isSignedIn({ incoming, role, dashboard }: Exchange): boolean {
  if (mayRead(role)) return true;
  const session = readSessionCookie(incoming.headers.cookie);
  return session !== undefined && dashboard.sessions.holds(session);
}

/** As the reader's browser calls this server: through a proxy, the collector does not know it otherwise. */
function originOf({ incoming }: Exchange): string {
  const { host = "" } = incoming.headers;
  const name = /^[\w.:[\]-]{1,255}$/.test(host) ? host : "localhost";
  return `${isSecure(incoming) ? "https" : "http"}://${name}`;
}

function fileAnswer(name: string, type: string, body: string): Answer {
  const headers = ["Content-Type", type, "Content-Disposition", `attachment; filename="${name}"`];
  return {
    status: 200,
    headers: [...headers, "X-Content-Type-Options", "nosniff", "Cache-Control", "no-store"],
    body,
    isSameOrigin: true,
  };
}
