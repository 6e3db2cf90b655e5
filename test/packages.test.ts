import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "./source-files.ts";

const run = promisify(execFile);

test("the packages pack, install from their tarballs elsewhere, and run", async () => {
  const dir = await mkdtemp(join(tmpdir(), "astrolabe-packages-"));
  try {
    const tarballs = join(dir, "tarballs");
    const elsewhere = join(dir, "elsewhere");
    await mkdir(tarballs);
    await mkdir(elsewhere);
    await run("npm", ["pack", "--workspaces", "--silent", "--pack-destination", tarballs], { cwd: root });
    await writeFile(join(elsewhere, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await run(
      "npm",
      [
        "install",
        "--prefer-offline",
        "--silent",
        ...(await readdir(tarballs)).map((name) => join(tarballs, name)),
      ],
      { cwd: elsewhere },
    );

    const events = `{"name":"ai-do","developer":"ann","exit_code":0,"end_ts":1763836000}\n`;
    await writeFile(join(elsewhere, "events.ndjson"), events);
    const counted = await run("node_modules/.bin/nsm-stats", ["events.ndjson"], { cwd: elsewhere });
    assert.equal(counted.stdout, "ann,2025-W47,1\n");

    await writeFile(
      join(elsewhere, "count.js"),
      `import { recordEvent } from "@astrolabe/client";
       import { aggregateSuccessfulRuns, readEvents } from "@astrolabe/metric";
       console.log(await recordEvent("ai-do", { exit_code: 0 }));
       console.log(JSON.stringify(await aggregateSuccessfulRuns(readEvents("events.ndjson"))));`,
    );
    const used = await run(process.execPath, ["count.js"], {
      cwd: elsewhere,
      env: { PATH: process.env["PATH"], HOME: dir },
    });
    assert.equal(used.stdout, `false\n{"ann":{"2025-W47":1}}\n`);

    for (const name of ["astrolabe", "nsm-stats", "nsm-upload", "record-event", "ai-do"]) {
      const { stdout } = await run(`node_modules/.bin/${name}`, ["--version"], { cwd: elsewhere });
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
