import { storeContract } from "./contract/store-contract.ts";
import { postgresSuite } from "./postgres-server.ts";

postgresSuite("on PostgreSQL", (server) => {
  storeContract("the PostgreSQL store", () => server.createDatabase());
});
