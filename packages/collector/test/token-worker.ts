// A collector that starts when all do: says what it calls a developer in each of the weeks it is given.
import { parentPort, workerData } from "node:worker_threads";
import { openPseudonyms } from "../src/pseudonyms/pseudonyms.ts";
import { tokenAt } from "./key-folder.ts";

const { dir, moments, gate } = workerData as { dir: string; moments: number[]; gate: Int32Array };
parentPort?.postMessage("ready", []);
Atomics.wait(gate, 0, 0);
const pseudonyms = openPseudonyms({ kind: "weekly", dir });
const names = moments.map((ms) => tokenAt(pseudonyms, "ada", ms));
parentPort?.postMessage(names, []);
pseudonyms.close();
