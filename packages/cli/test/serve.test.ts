import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { runCommand, startCommand } from "./run-command.ts";
import { post, readTable, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

interface Started {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
  /** Standard output up to the line that begins with `listening on`. */
  readonly lines: readonly string[];
}

async function start(t: TestContext, args: readonly string[], env: Record<string, string>): Promise<Started> {
  const child = startCommand("astrolabe", ["serve", "--port", "0", ...args], { env });
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  child.stderr?.resume();
  if (child.stdout === null) throw new Error("no pipe");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith("listening on ")) break;
  }
  return { child, exited, lines };
}

test("it prints two export lines that a shell takes, and then that it listens", async (t) => {
  const dataDir = await tempFolder(t);
  const { lines } = await start(t, [], { ASTROLABE_DATA_DIR: dataDir });
  assert.equal(lines.length, 3);
  const [url, token, listening] = lines;
  assert.match(url ?? "", /^export EVENTS_URL='http:\/\/127\.0\.0\.1:\d+\/rest\/v1\/events'$/);
  assert.match(token ?? "", /^export EVENTS_TOKEN='[\w-]+\.[\w-]+\.[\w-]+'$/);
  assert.match(listening ?? "", /^listening on http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(
    (await readdir(dataDir)).filter((name) => /^events\.db$|secret/.test(name)),
    ["events.db", "jwt-secret"],
  );
  assert.equal((await stat(join(dataDir, "jwt-secret"))).mode & 0o777, 0o600);
});

test("astrolabe keys prints the anon key of the export line, and the other one, the same every time", async (t) => {
  const env = { ASTROLABE_DATA_DIR: await tempFolder(t) };
  const before = await runCommand("astrolabe", ["keys"], { env });
  const { lines } = await start(t, [], env);
  const after = await runCommand("astrolabe", ["keys", "--json"], { env });
  const keys: { anon: string; service_role: string } = JSON.parse(after.stdout);
  assert.equal(before.stdout, `anon ${keys.anon}\nservice_role ${keys.service_role}\n`);
  assert.equal(lines[1], `export EVENTS_TOKEN='${keys.anon}'`);
});

test("what was stored is there after a restart", async (t) => {
  const env = { ASTROLABE_DATA_DIR: await tempFolder(t) };
  const store = `sqlite:${join(await tempFolder(t), "own.db")}`;
  const { stdout } = await runCommand("astrolabe", ["keys", "--json"], { env });
  const { anon: anonKey, service_role: serviceKey }: { anon: string; service_role: string } =
    JSON.parse(stdout);
  for (const stored of [1, 2]) {
    const { child, exited, lines } = await start(t, ["--store", store], env);
    const url = /'(.*)'/.exec(lines[0] ?? "")?.[1] ?? "";
    await post({ url, anonKey }, [{ payload: { name: "ai-do" } }]);
    assert.equal((await readTable(url, serviceKey, "id")).length, stored);
    child.kill("SIGTERM");
    await exited;
    assert.equal(child.exitCode, 0);
  }
});

test("SIGTERM finishes the request under way, and a second signal does not wait for it", async (t) => {
  for (const patient of [true, false]) {
    const { child, exited, lines } = await start(t, [], { ASTROLABE_DATA_DIR: await tempFolder(t) });
    const token = /'(.*)'/.exec(lines[1] ?? "")?.[1] ?? "";
    const socket = connect(Number(new URL((lines[2] ?? "").slice("listening on ".length)).port), "127.0.0.1");
    socket.setEncoding("utf8").on("error", () => {});
    const body = '{"payload":{"name":"ai-do"}}';
    socket.write(
      `POST /rest/v1/events HTTP/1.1\r\nHost: x\r\napikey: ${token}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    await once(socket, "data"); // 100 Continue: the request is under way
    child.kill("SIGTERM");
    if (patient) {
      socket.write(body);
      const [answer] = await once(socket, "data");
      assert.match(String(answer), /^HTTP\/1\.1 201 /);
    } else {
      await refusesConnections(socket.remotePort ?? 0);
      child.kill("SIGTERM");
    }
    await exited;
    assert.deepEqual(
      { code: child.exitCode, signal: child.signalCode },
      patient ? { code: 0, signal: null } : { code: null, signal: "SIGTERM" },
    );
    socket.destroy();
  }
});

/** Resolves when nobody listens on a port any more. */
async function refusesConnections(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const refused = await new Promise((resolve) => {
      socket.once("connect", () => resolve(false)).once("error", () => resolve(true));
    });
    socket.destroy();
    if (refused) return;
  }
}

test("a port that is taken, a host that is not here, and a short secret are failures with a way out", async (t) => {
  const { url } = await serveCollector(t);
  const env = { ASTROLABE_DATA_DIR: await tempFolder(t) };
  const failures: [string[], Record<string, string>, RegExp][] = [
    [
      ["--port", new URL(url).port],
      env,
      /^astrolabe: port \d+ of 127\.0\.0\.1 is taken\. Give another one with --port/,
    ],
    [["--host", "192.0.2.1"], env, /^astrolabe: 192\.0\.2\.1 is no address of this machine/],
    [
      [],
      { ...env, ASTROLABE_JWT_SECRET: "short" },
      /ASTROLABE_JWT_SECRET has 5 characters; it needs at least 32/,
    ],
    [["--store", "redis://x"], env, /There is no store for "redis:"/],
  ];
  for (const [args, variables, message] of failures) {
    const { code, stdout, stderr } = await runCommand("astrolabe", ["serve", ...args], { env: variables });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: "" }, stderr);
    assert.match(stderr, message);
  }
});

test("a port that is none is wrong usage", async () => {
  for (const port of ["-1", "65536", "http", "8e3"]) {
    const { code, stderr } = await runCommand("astrolabe", ["serve", "--port", port]);
    assert.equal(code, 2);
    assert.match(stderr, /number from 0 to 65535/);
  }
});

test("on every address it prints one that a client can call", async (t) => {
  const { lines } = await start(t, ["--host", "0.0.0.0"], { ASTROLABE_DATA_DIR: await tempFolder(t) });
  const url = /'(.*)'/.exec(lines[0] ?? "")?.[1] ?? "";
  assert.equal((await fetch(new URL("/healthz", url))).status, 200);
});
