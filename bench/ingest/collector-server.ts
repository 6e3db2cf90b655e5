// The collector on a new store, as `astrolabe serve` runs it.
import { startCollector } from "@astrolabe/collector";
import { openStore } from "@astrolabe/store";

const [storeUrl = "", secret = ""] = process.argv.slice(2);
const store = await openStore(storeUrl);
const collector = await startCollector({ store, secret, port: 0 });
console.log(`listening on ${collector.port}`);

process.once("SIGTERM", () => {
  void collector.close().then(() => store.close());
});
