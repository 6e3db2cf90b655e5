import { suite } from "node:test";
import type { CreateDatabase } from "./database.ts";
import { closingContract } from "./closing.ts";
import { carryContract } from "./carry.ts";
import { deleteContract } from "./delete.ts";
import { forgetContract } from "./forget.ts";
import { insertContract } from "./insert.ts";
import { ledgerContract } from "./ledger.ts";
import { marksContract } from "./marks.ts";
import { mergeContract } from "./merge.ts";
import { nsmContract } from "./nsm.ts";
import { numbersContract } from "./numbers.ts";
import { propertiesContract } from "./properties.ts";
import { readContract } from "./read.ts";
import { rollupContract } from "./rollup.ts";
import { summaryContract } from "./summary.ts";
import { tasksContract } from "./tasks.ts";

/** What every store promises, whatever its database; where that takes long, by a share of the usual random tries. */
export function storeContract(name: string, create: CreateDatabase, shareOfTries = 1): void {
  suite(name, () => {
    insertContract(create);
    numbersContract(create);
    mergeContract(create);
    deleteContract(create);
    forgetContract(create);
    carryContract(create);
    ledgerContract(create);
    rollupContract(create);
    summaryContract(create);
    nsmContract(create);
    readContract(create);
    tasksContract(create);
    marksContract(create);
    closingContract(create);
    propertiesContract(create, shareOfTries);
  });
}
