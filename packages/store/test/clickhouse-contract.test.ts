import { clickhouseSuite } from "./clickhouse-server.ts";
import { storeContract } from "./contract/store-contract.ts";

clickhouseSuite("on ClickHouse", (servers) => {
  storeContract("the ClickHouse store", () => servers.createDatabase(), 0.5);
  storeContract(
    "the ClickHouse store on a cluster of two shards",
    () => servers.createClusterDatabase(),
    0.3,
  );
});
