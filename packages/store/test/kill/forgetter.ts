// A process to be killed: node forgetter.ts URL DEVELOPER. Opens the store and forgets the developer.
import { openStore } from "../../src/open-store.ts";

const [url = "", developer = ""] = process.argv.slice(2);

const store = await openStore(url);
await store.forget({ developers: [developer] });
await store.close();
