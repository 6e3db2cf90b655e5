// The thread that reader.ts starts: it answers each plan with a page, or with what went wrong, in order, until null asks it to end.
import { parentPort, workerData } from "node:worker_threads";
import { connectReader } from "./connect.ts";
import { describeError } from "./database-error.ts";
import type { ReadPlan } from "./plan-read.ts";
import { defineJsonFunctions, readRows } from "./read-rows.ts";
import type { ReadAnswer } from "./reader.ts";

const path = String(workerData);
const database = connectReader(path);
defineJsonFunctions(database);

parentPort?.on("message", (plan: ReadPlan | null) => {
  if (plan === null) {
    database.close();
    parentPort?.close();
  } else {
    parentPort?.postMessage(answer(plan), []);
  }
});

function answer(plan: ReadPlan): ReadAnswer {
  try {
    return { page: readRows(database, plan) };
  } catch (error) {
    return { error: describeError("Can't read the database", path, error).message };
  }
}
