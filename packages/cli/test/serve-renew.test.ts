import assert from "node:assert/strict";
import { type ChildProcess, execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { makeCertificate } from "./make-certificate.ts";
import { binOf, runCommand, startCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

interface Serving {
  readonly url: string;
  /** Sends SIGHUP; resolves to the line that the log then has. */
  renew(): Promise<string>;
}

async function serve(t: TestContext, args: readonly string[], env: Record<string, string>): Promise<Serving> {
  const child: ChildProcess = startCommand("astrolabe", ["serve", "--port", "0", ...args], { env });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  if (child.stdout === null || child.stderr === null) throw new Error("no pipes");
  const log = createInterface({ input: child.stderr });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("listening on ")) continue;
    const renew = async (): Promise<string> => {
      const said = new Promise<string>((resolve) => {
        log.on("line", (entry) => {
          if (/renewed|SIGHUP/.test(entry)) resolve(entry);
        });
      });
      child.kill("SIGHUP");
      return said;
    };
    return { url: line.slice("listening on ".length), renew };
  }
  throw new Error("it ended before it listened");
}

test("keys are replaced while the collector runs: the documented steps lock nobody out, and the last one locks the old key out", async (t) => {
  const env = { ASTROLABE_DATA_DIR: await tempFolder(t) };
  const keys = async (...step: string[]): Promise<string> => {
    const { stdout } = await runCommand("astrolabe", ["keys", ...step, "--json"], { env });
    const { service_role: key }: { service_role: string } = JSON.parse(stdout);
    return key;
  };
  const oldKey = await keys();
  const { url, renew } = await serve(t, [], env);
  const status = async (key: string): Promise<number> => {
    const answer = await fetch(`${url}/rest/v1/events`, { headers: { apikey: key } });
    await answer.arrayBuffer();
    return answer.status;
  };
  assert.equal(await status(oldKey), 200);

  const newKey = await keys("rotate");
  assert.notEqual(newKey, oldKey);
  assert.match(await renew(), /"secrets":2/);
  assert.deepEqual([await status(oldKey), await status(newKey)], [200, 200]);

  assert.equal(await keys("retire"), newKey);
  assert.match(await renew(), /"secrets":1/);
  assert.deepEqual([await status(oldKey), await status(newKey)], [401, 200]);

  await writeFile(join(env.ASTROLABE_DATA_DIR, "jwt-secret"), "short");
  assert.match(await renew(), /SIGHUP changed nothing/);
  assert.equal(await status(newKey), 200);
});

test("keys can't be rotated where the variable has the secret", async () => {
  const env = { ASTROLABE_JWT_SECRET: "x".repeat(32) };
  const { code, stderr } = await runCommand("astrolabe", ["keys", "rotate"], { env });
  assert.equal(code, 1);
  assert.match(stderr, /name that with --secret-file/);
});

test("it speaks HTTPS, and takes a new certificate on SIGHUP without closing a connection", async (t) => {
  const folder = await tempFolder(t);
  const next = join(folder, "next");
  await mkdir(next);
  await makeCertificate(folder, { names: "DNS:old.example", days: 90 });
  await makeCertificate(next, { names: "DNS:new.example", days: 90 });
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const env = { ASTROLABE_DATA_DIR: folder };
  const { url, renew } = await serve(t, ["--tls-cert", cert, "--tls-key", key], env);
  assert.match(url, /^https:/);

  const kept = new Agent({ keepAlive: true, rejectUnauthorized: false });
  t.after(() => kept.destroy());
  const first = await ask(url, kept);
  assert.equal(first.name, "DNS:old.example");
  const signingOut = request(`${url}/session/end`, { method: "POST", agent: kept }).end();
  const [signedOut] = await once(signingOut, "response");
  assert.match(
    String(signedOut.headers["set-cookie"]),
    /; Secure/,
    "the page's cookie travels by HTTPS alone",
  );
  await text(signedOut);

  await copyFile(join(next, "cert.pem"), cert);
  assert.match(await renew(), /is not the key of the certificate.*SIGHUP changed nothing/);
  await copyFile(join(next, "key.pem"), key);
  assert.match(await renew(), /renewed/);
  assert.deepEqual(await ask(url, kept), first, "the same connection");
  const fresh = new Agent({ rejectUnauthorized: false });
  assert.equal((await ask(url, fresh)).name, "DNS:new.example");
});

interface Asked {
  readonly status: number | undefined;
  /** The name in the server's certificate. */
  readonly name: string | undefined;
  readonly localPort: number | undefined;
}

async function ask(url: string, agent: Agent): Promise<Asked> {
  const asking = request(`${url}/readyz`, { agent }).end();
  const [answer] = await once(asking, "response");
  const socket = answer.socket as TLSSocket;
  const { subjectaltname: name } = socket.getPeerCertificate();
  const { localPort } = socket;
  await text(answer);
  return { status: answer.statusCode, name, localPort };
}

const python = "/usr/bin/python3";
const pythonRequired = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("python3") ?? false;
/** Runs a command on a terminal, closes that once the command listens, and prints how the command ended. */
const onTerminal = `
import os, pty, sys, threading
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
threading.Timer(20, lambda: os.kill(pid, 9)).start()
said = b""
while b"listening on" not in said:
    said += os.read(terminal, 4096)
os.close(terminal)
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status), flush=True)
os._exit(0)
`;

test(
  "it ends when the terminal that it runs on is closed",
  { skip: !existsSync(python) && !pythonRequired && "python3 is not installed" },
  async (t) => {
    const env = { PATH: process.env["PATH"] ?? "", ASTROLABE_DATA_DIR: await tempFolder(t) };
    const command = [process.execPath, binOf("astrolabe"), "serve", "--port", "0"];
    const { stdout } = await promisify(execFile)(python, ["-c", onTerminal, ...command], { env });
    assert.equal(stdout, "0\n");
  },
);
