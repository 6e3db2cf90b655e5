// astrolabe move: carries all that one store holds into another, while the first goes on taking events.
import type { Command } from "commander";
import { createCommand } from "./create-program.ts";
import { environmentHelp } from "./environment-help.ts";

interface MoveOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean | undefined;
}

export function createMoveCommand(): Command {
  return createCommand("move", "Carry all that a store holds into another one.")
    .requiredOption("--from <url>", "the store that is left: sqlite:PATH, postgres://… or clickhouse://…")
    .requiredOption("--to <url>", "the store that is moved to; its tables are made if they aren't there")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", help)
    .action(move);
}

const help = `
Carries events, weekly totals and the ledger, and compares the numbers of both sides. The collector may go on with the
old store meanwhile: run it again after the collector has the new one, and it brings what came last. Killed, it goes on
when it is run again; a row is never twice. Nothing is taken out of the old store. Exit code 1 when the numbers of both
sides are not the same, with what differs and why.
${environmentHelp("PGPASSWORD")}
Examples:
  astrolabe move --from sqlite:events.db --to postgres://astrolabe@db.example/events
  astrolabe move --from postgres://astrolabe@db.example/events --to sqlite:events.db --json
`;

async function move({ from: fromUrl, to: toUrl, json }: MoveOptions): Promise<void> {
  const { openStore } = await import("@astrolabe/store");
  const { openExistingStore } = await import("./existing-store.ts");
  const { moveStore } = await import("./move/move-store.ts");
  const { doubtsAbout, moveJson, moveText } = await import("./move/move-text.ts");
  const { createRowProgress } = await import("./row-progress.ts");

  const from = await openExistingStore(fromUrl);
  try {
    const to = await openStore(toUrl);
    const { stored, deleted, expired } = await from.ledger();
    const progress = createRowProgress("moving", stored - deleted - expired);
    try {
      const result = await moveStore({ from, to, onRows: ({ looked }) => progress.add(looked) });
      progress.clear();
      process.stdout.write(json ? `${JSON.stringify(moveJson(result))}\n` : moveText(result));
      const doubts = doubtsAbout(result);
      for (const doubt of doubts) process.stderr.write(`astrolabe move: ${doubt}\n`);
      if (doubts.length > 0) process.exitCode = 1;
    } finally {
      progress.clear();
      await to.close();
    }
  } finally {
    await from.close();
  }
}
