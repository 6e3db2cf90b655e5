import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openPseudonyms } from "../src/pseudonyms/pseudonyms.ts";
import type { PseudonymKind, Pseudonyms } from "../src/pseudonyms/pseudonyms.ts";

/** A place for keys, gone with the test. */
export function makeKeyDir(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), "astrolabe-keys-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, "pseudonym-keys");
}

export function open(t: TestContext, kind: PseudonymKind, dir: string = makeKeyDir(t)): Pseudonyms {
  const pseudonyms = openPseudonyms({ kind, dir });
  t.after(() => pseudonyms.close());
  return pseudonyms;
}

/** What a developer is called in an event of a moment, in epoch milliseconds. */
export function tokenAt(pseudonyms: Pseudonyms, developer: string, ms: number): string {
  const { payload } = pseudonyms.rekeyEvent({ payload: { name: "ai-do", developer, end_ts: ms / 1000 } });
  return String(Reflect.get(payload as object, "developer"));
}
