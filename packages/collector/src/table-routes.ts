import { deleteRows } from "./delete-rows.ts";
import { insertEvents } from "./insert-events.ts";
import { insertNsm } from "./insert-nsm.ts";
import { putEvent, putNsm } from "./put-row.ts";
import { readRows } from "./read-rows.ts";
import type { Route } from "./route.ts";
import { events, nsm } from "./table.ts";

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

const written = {
  200: "The row was there and is replaced.",
  201: "The row is new.",
  204: "Done; the row was not asked for.",
};

const deleted = { 200: "The deleted rows.", 204: "Done; the rows were not asked for." };

/** The tables, as PostgREST offers them. */
export const tableRoutes: Readonly<Record<string, Route>> = {
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
    PUT: {
      summary: "Stores one event row in the place of the one with its id. Needs the service_role key.",
      handle: putEvent,
      parameters: { id: "`eq.ID`" },
      body: eventSchema,
      answers: written,
    },
    DELETE: {
      summary: "Deletes the event rows that the filters let through. Needs the service_role key.",
      handle: (exchange) => deleteRows(exchange, events),
      answers: deleted,
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
    PUT: {
      summary: "Stores one weekly total in the place of the one with its key. Needs the service_role key.",
      handle: putNsm,
      parameters: { task: "`eq.TASK`", week: "`eq.WEEK`", developer: "`eq.DEVELOPER`" },
      body: totalSchema,
      answers: written,
    },
    DELETE: {
      summary: "Deletes the weekly totals that the filters let through. Needs the service_role key.",
      handle: (exchange) => deleteRows(exchange, nsm),
      answers: deleted,
    },
  },
};
