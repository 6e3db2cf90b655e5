// The threads that reader.ts asks: each answers a question as of one moment.
import { buildReport } from "@astrolabe/metric";
import { toSummary } from "../summary-rows.ts";
import { answerQuestions } from "./answer-questions.ts";
import { connectReader } from "./connect.ts";
import { describeError } from "./database-error.ts";
import { findDevelopers } from "./find-developers.ts";
import { defineJsonFunctions, readRows } from "./read-rows.ts";
import { readSummary } from "./read-summary.ts";
import type { ReadAnswer, ReadQuestion } from "./reader.ts";

answerQuestions((path) => {
  const database = connectReader(path);
  defineJsonFunctions(database);
  const answer = (question: ReadQuestion): ReadAnswer => {
    try {
      if ("scan" in question) return findDevelopers(database, question.scan);
      if ("plan" in question) return readRows(database, question.plan);
      const { query, options } = question;
      return options === undefined
        ? readSummary(database, query, (rows) => ({ ...rows, cells: [...rows.cells] }))
        : readSummary(database, query, (rows) => buildReport(toSummary(query, rows), options));
    } catch (error) {
      throw describeError("Can't read the database", path, error);
    }
  };
  return { answer, close: () => database.close() };
});
