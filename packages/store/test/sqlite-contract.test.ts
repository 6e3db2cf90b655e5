import { storeContract } from "./contract/store-contract.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

storeContract("the SQLite store", createSqliteDatabase);
