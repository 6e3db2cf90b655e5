import { ask, type Server } from "./ask.ts";
import { ok, problem, skipped, type Verdict } from "./finding.ts";
import { plainText } from "./plain-text.ts";
import { describeAnswer, errorCode, notPermitted } from "./refusal.ts";

/** Whether the metric comes out at the other end. Only a collector computes it itself. */
export async function checkMetric({ url, key }: Server): Promise<Verdict> {
  const metricUrl = metricUrlOf(url);
  if (metricUrl === undefined) return skipped(`the server is no collector. ${byHand}`);
  const reply = await ask({ url: metricUrl, key });
  if (reply.kind === "silence") return problem(`no metric: ${reply.reason}`, "see the server's log");
  const { status, body } = reply;
  if (status === 200 && isMetric(body)) return ok(plainText(summary(body.task, body.weeks)));
  if (errorCode(body) === notPermitted) {
    return skipped(
      "the key may not read the metric",
      "to see it, set EVENTS_TOKEN to the service_role key: `astrolabe keys` prints it",
    );
  }
  if (status >= 500) return problem(`no metric: ${describeAnswer(reply)}`, "see the server's log");
  return skipped(`the server is no collector (${describeAnswer(reply)}). ${byHand}`);
}

const byHand = "`astrolabe metric`, with a key that may read, computes the metric from the rows";

function metricUrlOf(url: URL): URL | undefined {
  if (!url.pathname.endsWith("/rest/v1/events")) return undefined;
  const metricUrl = new URL(url);
  metricUrl.pathname = url.pathname.replace(/rest\/v1\/events$/, "api/v1/metric");
  metricUrl.search = "";
  return metricUrl;
}

interface Metric {
  readonly task: string;
  readonly weeks: readonly unknown[];
}

function isMetric(body: unknown): body is Metric {
  if (typeof body !== "object" || body === null || !("task" in body) || !("weeks" in body)) return false;
  return typeof body.task === "string" && Array.isArray(body.weeks);
}

function summary(task: string, weeks: readonly unknown[]): string {
  const last = weeks.at(-1);
  if (typeof last !== "object" || last === null) return `it answers; there are no runs of ${task} yet`;
  const {
    week,
    successful_runs: runs,
    active_developers: developers,
  } = { ...last } as Record<string, unknown>;
  return `${task} in ${String(week)}: successful runs ${String(runs)}, active developers ${String(developers)}`;
}
