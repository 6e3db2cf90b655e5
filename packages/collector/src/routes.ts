import { checkAcceptsDescription } from "./accept.ts";
import { answerMetric } from "./answer-metric.ts";
import { answerReport } from "./answer-report.ts";
import { jsonAnswer, textAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { askedInTime } from "./in-time.ts";
import { dashboardRoutes } from "./dashboard/dashboard-routes.ts";
import type { Exchange } from "./exchange.ts";
import { answerMarks, insertMark } from "./marks.ts";
import { forgetDeveloper, proofSchema } from "./forget-developer.ts";
import { describeApi } from "./openapi.ts";
import type { Operation, Route } from "./route.ts";
import { tableRoutes } from "./table-routes.ts";
import { weeksParameters } from "./weeks-query.ts";

const description: Operation = {
  summary: "This description.",
  handle: () => jsonAnswer(describeApi(routes)),
  answers: { 200: "OpenAPI 3.1." },
};

/** Under the path where PostgREST describes itself, with its media type. */
const root: Operation = {
  ...description,
  handle: ({ incoming }) => {
    checkAcceptsDescription(incoming.headers.accept);
    const headers = ["Content-Type", "application/openapi+json; charset=utf-8"];
    return { status: 200, headers, body: JSON.stringify(describeApi(routes)) };
  },
};

const markSchema = {
  type: "object",
  required: ["text"],
  properties: {
    text: { type: "string", examples: ["v1.4 released"] },
    kind: { enum: ["release", "outage"], default: "release" },
    at: { type: "string", format: "date-time", description: "Now, if it is left out." },
  },
};

/** All that the server offers. */
export const routes: Readonly<Record<string, Route>> = {
  ...tableRoutes,
  "/api/v1/metric": {
    GET: {
      summary: "The weekly north star metric. Needs the service_role key.",
      handle: answerMetric,
      parameters: { ...weeksParameters },
      answers: { 200: "The weeks that have runs." },
    },
  },
  "/api/v1/report": {
    GET: {
      summary: "The report: whether the metric changed, and why. Needs the service_role key.",
      handle: answerReport,
      parameters: { ...weeksParameters },
      answers: { 200: "The report, as of now or of the end of the last week asked for." },
    },
  },
  "/api/v1/marks": {
    GET: {
      summary: "Releases and outages. Needs the service_role key.",
      handle: answerMarks,
      answers: { 200: "The marks, the oldest first." },
    },
    POST: {
      summary: "Adds a mark; the same one again changes nothing. Needs the service_role key.",
      handle: insertMark,
      body: markSchema,
      answers: { 201: "It is on disk." },
    },
  },
  "/api/v1/forget": {
    POST: {
      summary: "Erases the developer whom the proof is of. Any key will do.",
      handle: forgetDeveloper,
      body: proofSchema,
      answers: { 200: "Nothing of theirs is left, and what is recorded from now on is welcome." },
    },
  },
  "/healthz": {
    GET: {
      summary: "Liveness: the process answers.",
      handle: () => textAnswer(200, "ok\n"),
      answers: { 200: "It does." },
    },
  },
  "/readyz": {
    GET: { summary: "Readiness: the store answers.", handle: answerReady, answers: { 200: "It does." } },
  },
  "/metrics": {
    GET: { summary: "Prometheus metrics.", handle: answerMetrics, answers: { 200: "The metrics." } },
  },
  "/openapi.json": { GET: description },
  "/rest/v1/": { GET: root },
  ...dashboardRoutes,
};

async function answerReady({ store }: Exchange): Promise<Answer> {
  try {
    await askedInTime(store.ping());
    return textAnswer(200, "ready\n");
  } catch {
    return textAnswer(503, "the store does not answer\n");
  }
}

async function answerMetrics({ metrics }: Exchange): Promise<Answer> {
  return { status: 200, headers: ["Content-Type", metrics.contentType], body: await metrics.text() };
}
