// The thread that reader.ts asks: it answers each plan with a page.
import { workerData } from "node:worker_threads";
import type { RowPage } from "../row-query.ts";
import { answerQuestions } from "./answer-questions.ts";
import { connectReader } from "./connect.ts";
import { describeError } from "./database-error.ts";
import type { ReadPlan } from "./plan-read.ts";
import { defineJsonFunctions, readRows } from "./read-rows.ts";

const path = String(workerData);
const database = connectReader(path);
defineJsonFunctions(database);

answerQuestions(read, () => database.close());

function read(plan: ReadPlan): RowPage {
  try {
    return readRows(database, plan);
  } catch (error) {
    throw describeError("Can't read the database", path, error);
  }
}
