// The collector on a new SQLite store, as `astrolabe serve` runs it.
import { startCollector } from "@astrolabe/collector";
import { openStore } from "@astrolabe/store";

const [path = "", secret = ""] = process.argv.slice(2);
const store = await openStore(`sqlite:${path}`);
const collector = await startCollector({ store, secret, port: 0 });
console.log(`listening on ${collector.port}`);

process.once("SIGTERM", () => {
  void collector.close().then(() => store.close());
});
