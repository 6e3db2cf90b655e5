// What deploy/ holds is held to what there is. Its nginx site is run by nginx.test.ts and the test of many collectors.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { promisify } from "node:util";
import { mintKey, startCollector } from "@astrolabe/collector";
import { StoreBusyError, openStore } from "@astrolabe/store";
import { root } from "./source-files.ts";

const secret = "a secret for tests, thirty-two characters or more";

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

test("every metric and label that the Grafana dashboard asks for is exported by a collector that has had all kinds of requests", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-deploy-"));
  const store = await openStore(`sqlite:${join(folder, "events.db")}`);
  let isBroken = false;
  const insertEvents: typeof store.insertEvents = async (...write) => {
    if (isBroken) throw new StoreBusyError("It is away");
    return store.insertEvents(...write);
  };
  const collector = await startCollector({ store: { ...store, insertEvents }, secret, port: 0 });
  t.after(async () => {
    await collector.close();
    await store.close();
    await rm(folder, { recursive: true });
  });
  const key = await mintKey("anon", secret);
  const post = async (body: string): Promise<number> => {
    const headers = { apikey: key, "Content-Type": "application/json" };
    const { status } = await fetch(`${collector.url}/rest/v1/events`, { method: "POST", headers, body });
    return status;
  };
  const id = "00000000-0000-4000-8000-000000000001";
  const event = `{"id":"${id}","payload":{"name":"ai-do","end_ts":${Date.now() / 1000 - 60}}}`;
  assert.deepEqual([await post(event), await post(event), await post("{")], [201, 409, 400]);
  isBroken = true;
  assert.equal(await post(event), 503);

  const exported = await (await fetch(`${collector.url}/metrics`)).text();
  const dashboard: Dashboard = JSON.parse(readFileSync(join(root, "deploy/grafana/astrolabe.json"), "utf8"));
  assert.ok(dashboard.panels.length > 10);
  for (const { title, targets } of dashboard.panels) {
    for (const { expr } of targets) {
      for (const [, name = "", selector = ""] of expr.matchAll(/\b(\w+)\{([^}]*)\}/g)) {
        if (name === "up") continue; // Prometheus itself says so.
        const samples = [...exported.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? `, "gm"))];
        assert.ok(samples.length > 0, `${title} asks for ${name}`);
        const wanted = [...selector.matchAll(/(\w+)="([^"$]*)"/g)].map(([pair]) => pair);
        const grouped = [...expr.matchAll(/by \((\w+)\)/g)].map(([, label]) => `${label}="`);
        for (const label of [...wanted, ...(expr.startsWith("sum(") ? [] : grouped)]) {
          assert.ok(
            samples.some(([, labels = ""]) => labels.includes(label)),
            `${title} asks for ${label} of ${name}`,
          );
        }
      }
    }
  }
  assert.match(exported, /^astrolabe_event_delay_seconds_bucket\{le="60"\} 0$/m);
  assert.match(exported, /^astrolabe_event_delay_seconds_bucket\{le="120"\} 1$/m);
});

test("/metrics and /readyz answer while the store doesn't", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-deploy-"));
  const store = await openStore(`sqlite:${join(folder, "events.db")}`);
  const never = new Promise<never>(() => {});
  const hanging = { ...store, ledger: () => never, ping: () => never };
  const collector = await startCollector({ store: hanging, secret, port: 0 });
  t.after(async () => {
    await collector.close();
    await store.close();
    await rm(folder, { recursive: true });
  });
  const [metrics, ready] = await Promise.all([
    fetch(`${collector.url}/metrics`),
    fetch(`${collector.url}/readyz`),
  ]);
  assert.deepEqual([metrics.status, ready.status], [200, 503]);
  const text = await metrics.text();
  assert.match(text, /^astrolabe_store_up 0$/m);
  assert.doesNotMatch(text, /^astrolabe_rows_received_total/m);
});

const analyze = "/usr/bin/systemd-analyze";

test(
  "the systemd unit is one that systemd takes",
  { skip: !existsSync(analyze) && "systemd is not installed" },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "astrolabe-deploy-"));
    t.after(() => rm(folder, { recursive: true }));
    const unit = readFileSync(join(root, "deploy/systemd/astrolabe.service"), "utf8");
    const path = join(folder, "astrolabe.service");
    await writeFile(
      path,
      unit
        .replaceAll("/opt/astrolabe/bin/", join(root, "packages/cli/bin/"))
        .replaceAll(/bin\/astrolabe serve/g, "bin/astrolabe.js serve"),
    );
    const { stdout, stderr } = await promisify(execFile)(analyze, ["verify", path]);
    assert.equal(stdout + stderr, "");
  },
);

test("what the container file starts listens where it says, is found healthy by its own check, and ends on SIGTERM", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-deploy-"));
  const file = readFileSync(join(root, "deploy/container/Containerfile"), "utf8");
  const list = (instruction: RegExp): string[] => JSON.parse(instruction.exec(file)?.[1] ?? "[]") as string[];
  const [command = "", ...args] = [...list(/^ENTRYPOINT (.*)$/m), ...list(/^CMD (.*)$/m)];
  const [, host = ""] = /ASTROLABE_HOST=(\S+)/.exec(file) ?? [];
  const env = {
    PATH: `${root}node_modules/.bin:${process.env["PATH"] ?? ""}`,
    ASTROLABE_DATA_DIR: folder,
    ASTROLABE_HOST: host,
    ASTROLABE_PORT: "0", // Another may have the usual one here.
  };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true });
  });
  let port = "";
  for await (const line of createInterface({ input: child.stdout })) {
    port = /^listening on .*:(\d+)$/.exec(line)?.[1] ?? "";
    if (port !== "") break;
  }
  const [node = "", ...check] = list(/^HEALTHCHECK .*CMD (.*)$/m);
  assert.match(check.join(" "), /127\.0\.0\.1:54321/);
  const atPort = check.map((part) => part.replace("54321", port));
  await promisify(execFile)(node, atPort, { env });
  child.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
  await assert.rejects(promisify(execFile)(node, atPort, { env }), "and not healthy when it is gone");
});
