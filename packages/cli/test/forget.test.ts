import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { listen } from "../../client/test/row-server.ts";
import { type Ended, runCommand } from "./run-command.ts";
import { readTable, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

type Environment = Record<string, string>;

interface Receipt {
  readonly erased_here: Record<string, unknown>;
  readonly servers: {
    readonly url: string;
    readonly developer: string;
    readonly outcome: string;
    readonly deleted?: Record<string, number>;
    readonly operator_can?: string;
  }[];
}

async function stateDirEnv(t: TestContext): Promise<Environment & { readonly ASTROLABE_STATE_DIR: string }> {
  return { ASTROLABE_STATE_DIR: join(await tempFolder(t), "state"), USER: "ada" };
}

function telemetry(env: Environment, ...args: string[]): Promise<Ended> {
  return runCommand("astrolabe", ["telemetry", ...args], { env });
}

async function recordAndSend(env: Environment): Promise<void> {
  const quiet = { ...env, ASTROLABE_FLUSHER: "none" };
  await runCommand("record-event", ["ai-do", "--exit-code", "0", "--analytics"], { env: quiet });
  assert.equal((await telemetry(env, "flush")).code, 0);
}

test("forget erases everything here and at the server, and its receipt says what", async (t) => {
  const { url, anonKey, serviceKey } = await serveCollector(t);
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: url, EVENTS_TOKEN: anonKey };
  await telemetry(env, "on");
  await recordAndSend(env);
  const [row] = await readTable<{ payload: { developer: string } }>(url, serviceKey, "id");
  const { code, stdout, stderr } = await telemetry(env, "forget");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "Telemetry is off.\n" });
  assert.match(
    stdout,
    /^Erased on this machine: 1 event \(1 sent in the last 30 days\); what was chosen; the secret that made the pseudonym\.\n/,
  );
  assert.match(
    stdout,
    new RegExp(`\\nErased at ${url}: 1 event and 0 weekly totals of ${row?.payload.developer}, asked at 20`),
  );
  assert.deepEqual(await readTable(url, serviceKey, "id"), []);
  assert.ok(!existsSync(env.ASTROLABE_STATE_DIR));

  const again = await telemetry(env, "forget");
  assert.deepEqual(again, {
    code: 0,
    stdout: "Erased on this machine: nothing, there was nothing.\n",
    stderr: "Telemetry is off.\n",
  });
  const status = (await telemetry(env, "status")).stdout;
  assert.match(
    status,
    /^Telemetry is off: nothing is recorded, and nothing is sent\.\nDecided by the default/,
  );
  assert.match(
    status,
    /\nNothing is kept here\. .*\nSent in the last 30 days: 0\.\nNothing waits to be sent\.\n$/,
  );
});

test("a server that can't be reached is pending: exit 1, the status says so, and the next forget finishes", async (t) => {
  const { url, anonKey, serviceKey } = await serveCollector(t);
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: url, EVENTS_TOKEN: anonKey };
  await recordAndSend(env);
  // Nothing listens at the proxy: as without a network.
  const offline = { ...env, http_proxy: "http://127.0.0.1:9" };
  const first = await telemetry(offline, "forget");
  assert.equal(first.code, 1);
  assert.match(first.stdout, new RegExp(`\\nNot yet erased at ${url}: [0-9a-f]{32}\\. Connect ECONNREFUSED`));
  assert.match(
    first.stderr,
    /\nastrolabe: not everything is forgotten yet: run astrolabe telemetry forget again/,
  );
  assert.match(
    (await telemetry(env, "status")).stdout,
    new RegExp(`\\nNot yet erased at ${url}: run .astrolabe telemetry forget. again to finish\\.\\n$`),
  );
  assert.equal((await readTable(url, serviceKey, "id")).length, 1);

  const { code, stdout } = await telemetry(env, "forget", "--json");
  assert.equal(code, 0);
  const receipt: Receipt = JSON.parse(stdout);
  assert.deepEqual(
    receipt.servers.map(({ outcome, deleted }) => ({ outcome, deleted })),
    [{ outcome: "erased", deleted: { events: 1, weekly_totals: 0 } }],
  );
  assert.deepEqual(await readTable(url, serviceKey, "id"), []);
  assert.ok(!existsSync(env.ASTROLABE_STATE_DIR));
});

test("where the server can't forget, the receipt names what its operator can do, and that works", async (t) => {
  const { url, serviceKey } = await serveCollector(t);
  // As a hosted Supabase: the table is there, and the endpoint is not.
  const gateway = createServer((request, response) => {
    const { method = "GET", headers, url: path = "" } = request;
    if (!path.startsWith("/rest/v1/")) {
      response.writeHead(404).end('{"message":"no Route matched"}');
      return;
    }
    const body = ["GET", "HEAD"].includes(method) ? undefined : request;
    void fetch(new URL(path, url), {
      method,
      headers: { "Content-Type": "application/json", apikey: String(headers["apikey"] ?? "") },
      ...(body && { body: body as unknown as ReadableStream, duplex: "half" }),
    }).then((answer) => response.writeHead(answer.status).end());
  });
  const gatewayUrl = `http://127.0.0.1:${await listen(gateway)}/rest/v1/events`;
  t.after(() => gateway.close());
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: gatewayUrl };
  await recordAndSend(env);
  const plain = await telemetry(env, "forget", "--json");
  assert.equal(plain.code, 1);
  assert.match(plain.stderr, /a server has not erased anything: the receipt says what its operator can do/);
  const receipt: Receipt = JSON.parse(plain.stdout);
  const { outcome, operator_can: command = "" } = receipt.servers[0] ?? assert.fail();
  assert.equal(outcome, "not_erased");
  assert.ok(!existsSync(env.ASTROLABE_STATE_DIR));
  assert.equal((await readTable(url, serviceKey, "id")).length, 1);

  const shell = spawn("sh", ["-c", `${command} --silent --show-error --fail`], {
    env: { PATH: process.env["PATH"], SERVICE_KEY: serviceKey },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said] = await Promise.all([text(shell.stderr), once(shell, "close")]);
  assert.deepEqual([shell.exitCode, said], [0, ""]);
  assert.deepEqual(await readTable(url, serviceKey, "id"), []);
});

test("off erases what waits and keeps the copy of what was sent, and what explains it; forget erases both", async (t) => {
  const { url, anonKey } = await serveCollector(t);
  const env = { ...(await stateDirEnv(t)), EVENTS_URL: url, EVENTS_TOKEN: anonKey };
  await telemetry(env, "on");
  await recordAndSend(env);
  await telemetry(env, "off");
  assert.match((await telemetry(env, "show")).stdout, /"name":"ai-do"/);
  const { stdout } = await telemetry(env, "status");
  assert.match(stdout, /\nSent in the last 30 days: 1, the last at 20.*\nNothing waits to be sent\.\n$/);
  assert.equal((await telemetry(env, "forget")).code, 0);
  assert.equal((await telemetry(env, "show")).stdout, "");
});
