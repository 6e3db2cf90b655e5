// The thread that reader.ts asks: it answers each question as of one moment.
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
      return "plan" in question ? readRows(database, question.plan) : readSummary(database, question.summary);
    } catch (error) {
      throw describeError("Can't read the database", path, error);
    }
  };
  return { answer, close: () => database.close() };
});
