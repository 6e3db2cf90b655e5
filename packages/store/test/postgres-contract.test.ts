import { suite } from "node:test";
import { expireContract } from "./contract/expire.ts";
import { storeContract } from "./contract/store-contract.ts";
import { postgresSuite } from "./postgres-server.ts";

postgresSuite("on PostgreSQL", (server) => {
  storeContract("the PostgreSQL store", () => server.createDatabase());
  suite("the PostgreSQL store, whose raw rows expire", () => expireContract(() => server.createDatabase()));
});
