// The thread that writer.ts asks: each question is one transaction, answered when it is on disk.
import { answerQuestions } from "./answer-questions.ts";
import { createCarry } from "./carry.ts";
import { createCommit } from "./commit.ts";
import { connectWriter, makeDurable } from "./connect.ts";
import { createRemoveRows } from "./delete-rows.ts";
import { createAddMark } from "./marks.ts";
import { createEraseDevelopers } from "./erase-developers.ts";
import { unpackWrite } from "./packed-write.ts";
import { createExpireRows } from "./expire-rows.ts";
import { defineJsonFunctions } from "./read-rows.ts";
import type { WriteAnswer, WriteQuestion } from "./writer.ts";

answerQuestions((path) => {
  const database = connectWriter(path);
  makeDurable(database);
  defineJsonFunctions(database);
  const commit = createCommit(database, path);
  const addMark = createAddMark(database, path);
  const removeRows = createRemoveRows(database, path);
  const eraseDevelopers = createEraseDevelopers(database, path);
  const expireRows = createExpireRows(database, path);
  const carry = createCarry(database, path);
  return {
    answer(question: WriteQuestion): WriteAnswer {
      if ("writes" in question) return commit(question.writes.map(unpackWrite));
      if ("deletion" in question) return removeRows(question.deletion);
      if ("expiry" in question) return expireRows(question.expiry);
      if ("carried" in question) return carry(question.carried);
      return "mark" in question ? addMark(question.mark) : eraseDevelopers(question.erasure);
    },
    close: () => database.close(),
  };
});
