// A collector in a process of its own, on a SQLite store: `node collector-process.ts PATH SECRET`.
import { openStore } from "@astrolabe/store";
import { startCollector } from "../src/collector.ts";

const [path = "", secret = ""] = process.argv.slice(2);
const store = await openStore(`sqlite:${path}`);
const collector = await startCollector({ store, secret, port: 0 });
console.log(`listening on ${collector.url}`);
process.once("SIGTERM", () => void collector.close().then(() => store.close()));
