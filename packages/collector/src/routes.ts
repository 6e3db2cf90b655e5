import { answerMetric } from "./answer-metric.ts";
import { jsonAnswer, textAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import { insertEvents } from "./insert-events.ts";
import { insertNsm } from "./insert-nsm.ts";
import { describeApi } from "./openapi.ts";
import { readRows } from "./read-rows.ts";
import { events, nsm } from "./table.ts";

export type Handler = (exchange: Exchange) => Answer | Promise<Answer>;

/** What one method of a path does, as the server runs it and `/openapi.json` tells it. */
export interface Operation {
  readonly summary: string;
  readonly handle: Handler;
  /** Names of query parameters, with what they mean. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** The JSON schema of the body, if there is one. */
  readonly body?: object | undefined;
  /** The statuses of success, with what they mean. */
  readonly answers: Readonly<Record<number, string>>;
}

/** By method; HEAD is answered wherever GET is. */
export type Route = Readonly<Partial<Record<"GET" | "POST", Operation>>>;

const readParameters = {
  select: "Columns, and paths into payload: `id,payload->>name`.",
  order: "`id.desc,payload->>name`",
  limit: "Rows at most.",
  offset: "Rows to skip.",
};

const eventSchema = {
  type: "object",
  properties: { id: { type: "string", format: "uuid" }, payload: { description: "The event." } },
};

const totalSchema = {
  type: "object",
  required: ["task", "week", "developer", "successful_runs"],
  properties: {
    task: { type: "string" },
    week: { type: "string", examples: ["2026-W47"] },
    developer: { type: "string" },
    successful_runs: { type: "integer", minimum: 0 },
  },
};

const description: Operation = {
  summary: "This description.",
  handle: () => jsonAnswer(describeApi(routes)),
  answers: { 200: "OpenAPI 3.1." },
};

/** All that the server offers. */
export const routes: Readonly<Record<string, Route>> = {
  "/rest/v1/events": {
    POST: {
      summary: "Inserts one event row or an array of them; answered when they are durable.",
      handle: insertEvents,
      body: { oneOf: [eventSchema, { type: "array", items: eventSchema }] },
      answers: { 201: "Every row is on disk." },
    },
    GET: {
      summary: "Reads event rows. Needs the service_role key.",
      handle: (exchange) => readRows(exchange, events),
      parameters: readParameters,
      answers: { 200: "The rows, or a range of them.", 206: "Part of the counted rows." },
    },
  },
  "/rest/v1/nsm": {
    POST: {
      summary: "Inserts or upserts weekly totals. Needs the service_role key.",
      handle: insertNsm,
      body: { oneOf: [totalSchema, { type: "array", items: totalSchema }] },
      answers: { 200: "Every row was there and is updated.", 201: "Every row is on disk." },
    },
    GET: {
      summary: "Reads weekly totals. Needs the service_role key.",
      handle: (exchange) => readRows(exchange, nsm),
      parameters: readParameters,
      answers: { 200: "The rows, or a range of them.", 206: "Part of the counted rows." },
    },
  },
  "/api/v1/metric": {
    GET: {
      summary: "The weekly north star metric. Needs the service_role key.",
      handle: answerMetric,
      parameters: {
        task: "The task; ai-do if none is given.",
        from: "First ISO week, inclusive.",
        to: "Last ISO week, inclusive.",
      },
      answers: { 200: "The weeks that have runs." },
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
  "/rest/v1/": { GET: description },
  "/": {
    GET: {
      summary: "What this server is.",
      handle: () =>
        textAnswer(
          200,
          "Astrolabe collector. It takes events at /rest/v1/events; /openapi.json says what it offers.\n",
        ),
      answers: { 200: "A line of text." },
    },
  },
};

async function answerReady({ store }: Exchange): Promise<Answer> {
  try {
    await store.ping();
    return textAnswer(200, "ready\n");
  } catch {
    return textAnswer(503, "the store does not answer\n");
  }
}

async function answerMetrics({ metrics }: Exchange): Promise<Answer> {
  return { status: 200, headers: ["Content-Type", metrics.contentType], body: await metrics.text() };
}
