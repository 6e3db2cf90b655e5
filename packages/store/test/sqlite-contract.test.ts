import { suite } from "node:test";
import { expireContract } from "./contract/expire.ts";
import { storeContract } from "./contract/store-contract.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

storeContract("the SQLite store", createSqliteDatabase);

suite("the SQLite store, whose raw rows expire", () => expireContract(createSqliteDatabase));
