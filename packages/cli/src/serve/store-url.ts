import { join } from "node:path";
import type { Settings } from "./settings.ts";

/** The store that was chosen, else the embedded one in the data directory. */
export function storeUrlOf({ store }: Pick<Settings, "store">, dataDir: string): string {
  return store ?? `sqlite:${join(dataDir, "events.db")}`;
}
