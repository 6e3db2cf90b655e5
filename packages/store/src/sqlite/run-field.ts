import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { nothingCounted } from "../counted.ts";
import type { Counted } from "../counted.ts";
import { countedOfStored } from "./sqlite-row.ts";

/** What migrations ask an event for; a name stays what it is, as they do. */
const fields: Readonly<Record<string, (counted: Counted) => string | number | null>> = {
  task: ({ run }) => run?.task ?? null,
  week: ({ run }) => run?.week ?? null,
  developer: ({ run }) => run?.developer ?? null,
  version: ({ run }) => run?.version ?? null,
  ci: ({ run }) => (run === null ? null : Number(run.ci)),
  linkable: ({ run }) => (run === null ? null : Number(run.linkable)),
  exit_code: ({ run }) => run?.exitCode ?? null,
  day: ({ run }) => run?.day ?? null,
  end_ms: ({ run }) => run?.endMs ?? null,
  latency_bucket: ({ run }) => run?.latencyBucket ?? null,
  dropped: ({ dropped }) => dropped,
};

/** Lets the SQL of migrations ask for what an event adds to the rollup: `run_field(payload, 'week')`. */
export function defineRunField(database: DatabaseSync): void {
  // A statement asks for one field after the other of the same row.
  let last: SQLOutputValue = null;
  let counted = nothingCounted;
  database.function("run_field", { deterministic: true }, (payload, name) => {
    if (payload !== last) {
      counted = countedOfStored(payload);
      last = payload;
    }
    const field = fields[String(name)];
    if (field === undefined) throw new Error(`there is no field ${String(name)}`);
    return field(counted);
  });
}
