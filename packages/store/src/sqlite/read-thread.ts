// The thread that reader.ts asks: it answers each plan with a page.
import type { RowPage } from "../row-query.ts";
import { answerQuestions } from "./answer-questions.ts";
import { connectReader } from "./connect.ts";
import { describeError } from "./database-error.ts";
import type { ReadPlan } from "./plan-read.ts";
import { defineJsonFunctions, readRows } from "./read-rows.ts";

answerQuestions((path) => {
  const database = connectReader(path);
  defineJsonFunctions(database);
  const answer = (plan: ReadPlan): RowPage => {
    try {
      return readRows(database, plan);
    } catch (error) {
      throw describeError("Can't read the database", path, error);
    }
  };
  return { answer, close: () => database.close() };
});
