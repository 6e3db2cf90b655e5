import { staticFiles } from "@astrolabe/dashboard";
import type { Route } from "../route.ts";
import { answerCsv, answerNdjson, answerPage } from "./answer-page.ts";
import { answerEnd, answerKey, answerLink } from "./answer-session.ts";
import { answerStatic } from "./answer-static.ts";

const viewParameters = {
  task: "The task; ai-do if none is given.",
  weeks: "26 or 52.",
  by: "What the last week is broken down by: version or exit_code.",
  goal: "Runs per developer that are aimed at.",
};

/** The page, and what it is made of. */
export const dashboardRoutes: Readonly<Record<string, Route>> = {
  "/": {
    GET: {
      summary: "The dashboard. Needs a session or the service_role key, unless it is public.",
      handle: answerPage,
      parameters: viewParameters,
      answers: { 200: "HTML: the dashboard, or where to sign in.", 304: "Nothing has changed." },
    },
  },
  "/export.csv": {
    GET: {
      summary: "The figures of the dashboard's weeks.",
      handle: answerCsv,
      parameters: viewParameters,
      answers: { 200: "CSV." },
    },
  },
  "/export.ndjson": {
    GET: {
      summary: "The figures of the dashboard's weeks.",
      handle: answerNdjson,
      parameters: viewParameters,
      answers: { 200: "A JSON object a line." },
    },
  },
  "/session": {
    GET: {
      summary: "Opens a session by a one-time link; without a code, the form for a key.",
      handle: answerLink,
      parameters: { code: "Of the link that the collector printed." },
      answers: { 303: "To the dashboard.", 200: "HTML: the form." },
    },
    POST: {
      summary: "Opens a session. Needs the service_role key as the form's field `key`.",
      handle: answerKey,
      answers: { 303: "To the dashboard." },
    },
  },
  "/session/end": {
    POST: { summary: "Ends the session.", handle: answerEnd, answers: { 303: "To the dashboard." } },
  },
  ...Object.fromEntries(
    staticFiles.map((file): [string, Route] => [
      file.path,
      {
        GET: {
          summary: "A file of the dashboard.",
          handle: (exchange) => answerStatic(file, exchange),
          answers: { 200: "The file." },
        },
      },
    ]),
  ),
};
