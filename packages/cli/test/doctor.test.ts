import assert from "node:assert/strict";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { startConnectProxy } from "../../client/test/connect-proxy.ts";
import { type Fault, type FaultyTable, serveFaultyTable } from "./faulty-table.ts";
import { makeCertificate } from "./make-certificate.ts";
import { type RunOptions, heldToModes, runCommand } from "./run-command.ts";
import { post, readTable, type Served, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly mend?: string;
}

interface Diagnosis {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly of: (check: string) => Finding;
}

type Environment = Readonly<Record<string, string>>;

const checks = [
  "consent",
  "state-directory",
  "install-secret",
  "disk-space",
  "spool",
  "events-url",
  "proxy",
  "name-resolution",
  "connection",
  "certificate",
  "answer",
  "clock",
  "key",
  "table",
  "round-trip",
  "policies",
  "metric",
];

/** Runs the doctor, holds it to what it promises whatever it finds, and returns what it found. */
async function examine(
  t: TestContext,
  variables: Environment,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Diagnosis> {
  const env = { ASTROLABE_STATE_DIR: join(await tempFolder(t), "state"), ...variables };
  const { code, stdout, stderr } = await runCommand("astrolabe", ["doctor", "--json", ...args], {
    ...options,
    env,
  });
  assert.equal(stderr, "");
  const { ok, findings }: { ok: boolean; findings: Finding[] } = JSON.parse(stdout);
  assert.deepEqual([...new Set(findings.map(({ check }) => check))], checks);
  const isFree = findings.every(({ status }) => status !== "problem");
  assert.deepEqual({ ok, code }, isFree ? { ok: true, code: 0 } : { ok: false, code: 1 });
  for (const { status, message, mend } of findings) {
    assert.ok(message !== "");
    if (status === "warning" || status === "problem") assert.ok(mend, message);
  }
  const token = variables["EVENTS_TOKEN"];
  if (token !== undefined) assert.ok(!stdout.includes(token), "the key is printed");
  const of = (check: string): Finding => {
    const [first, ...others] = findings.filter((finding) => finding.check === check);
    assert.ok(first !== undefined && others.length === 0, `one finding of ${check}`);
    return first;
  };
  return { ok, findings, of };
}

function assertFinding(finding: Finding, status: string, message: RegExp, mend?: RegExp): void {
  assert.equal(finding.status, status, finding.message);
  assert.match(finding.message, message);
  if (mend === undefined) assert.equal(finding.mend, undefined);
  else assert.match(finding.mend ?? "", mend);
}

function statuses({ findings }: Diagnosis, ...names: string[]): string[] {
  return findings.filter(({ check }) => names.includes(check)).map(({ status }) => status);
}

/** A key as a server makes it, but for the signature, which only the server can judge. */
function jwt(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJl`;
}

const anonKey = jwt({ role: "anon" });
const serviceKey = jwt({ role: "service_role" });
const nowS = Math.floor(Date.now() / 1000);

describe("on this machine", { concurrency: 2 }, () => {
  test("nothing is written by looking at a machine where telemetry is off", async (t) => {
    const folder = await tempFolder(t);
    const { of } = await examine(t, { ASTROLABE_STATE_DIR: join(folder, "state") });
    assertFinding(of("consent"), "warning", /^off, by default/, /astrolabe telemetry on/);
    assertFinding(of("state-directory"), "ok", /is not there yet, and can be made/);
    assertFinding(of("events-url"), "problem", /^EVENTS_URL is not set/, /set it to where rows are posted/);
    assertFinding(of("answer"), "skipped", /events url comes first/);
    assert.deepEqual(await readdir(folder), []);
  });

  test("it names who decided, and what would change that", async (t) => {
    const cases: [Environment, string, RegExp, RegExp?][] = [
      [{ DO_NOT_TRACK: "1", EVENTS_ENABLED: "1" }, "warning", /^off, by DO_NOT_TRACK/, /unset DO_NOT_TRACK/],
      [{ EVENTS_ENABLED: "no" }, "warning", /^off, by EVENTS_ENABLED/, /set EVENTS_ENABLED=1/],
      [{ EVENTS_ENABLED: "1" }, "ok", /^on, by EVENTS_ENABLED/],
      [{ EVENTS_ENABLED: "1", EVENTS_DEBUG: "1" }, "warning", /EVENTS_DEBUG is set/, /unset EVENTS_DEBUG/],
    ];
    for (const [variables, status, message, mend] of cases) {
      assertFinding((await examine(t, variables)).of("consent"), status, message, mend);
    }
  });

  test("a state directory that can't be written is a problem only while it is needed", async (t) => {
    const folder = await tempFolder(t);
    await chmod(folder, 0o755);
    const stateDir = join(folder, "state");
    await mkdir(stateDir);
    await chmod(stateDir, 0o555);
    const env = { ASTROLABE_STATE_DIR: stateDir };
    const off = await examine(t, env, [], { under: heldToModes });
    assertFinding(off.of("state-directory"), "warning", /can't be written: EACCES/, /ASTROLABE_STATE_DIR/);
    const on = await examine(t, { ...env, EVENTS_ENABLED: "1" }, [], { under: heldToModes });
    assertFinding(
      on.of("state-directory"),
      "problem",
      /can't be written: EACCES.*nothing is recorded/,
      /let this user write there, or set ASTROLABE_STATE_DIR/,
    );
  });

  test("a home that is missing, and a file in the place of a folder, are found without making anything", async (t) => {
    const folder = await tempFolder(t);
    await writeFile(join(folder, "file"), "");
    const home = { EVENTS_ENABLED: "1", ASTROLABE_STATE_DIR: "", HOME: join(folder, "missing") };
    const missing = (await examine(t, home)).of("state-directory");
    assertFinding(missing, "problem", /astrolabe can't be made/, /ASTROLABE_STATE_DIR/);
    const file = { EVENTS_ENABLED: "1", ASTROLABE_STATE_DIR: join(folder, "file", "state") };
    assertFinding(
      (await examine(t, file)).of("state-directory"),
      "problem",
      /is a file, not a folder/,
      /ASTROLABE_STATE_DIR/,
    );
    assert.deepEqual(await readdir(folder), ["file"]);
  });

  test("an install secret that others can read is found", async (t) => {
    const stateDir = await tempFolder(t);
    await writeFile(join(stateDir, "install-secret"), "00\n", { mode: 0o644 });
    assertFinding(
      (await examine(t, { ASTROLABE_STATE_DIR: stateDir, EVENTS_ENABLED: "1" })).of("install-secret"),
      "warning",
      /has mode 644/,
      /^chmod 600 '.*install-secret'$/,
    );
    assert.deepEqual(await readdir(stateDir), ["install-secret"]);
  });

  test("rows that the server refused for good are shown with its answer", async (t) => {
    const env = { ASTROLABE_STATE_DIR: await tempFolder(t), EVENTS_ENABLED: "1", EVENTS_TOKEN: anonKey };
    const check = { code: "23514", message: "payload\u001B[31m too large" };
    const fault: Fault = ({ rows }) => (rows.length > 0 ? { status: 400, body: check } : undefined);
    const { url } = await serveFaultyTable(t, { fault });
    await runCommand("record-event", ["ai-do"], { env: { ...env, EVENTS_URL: url } });
    const { findings } = await examineAfterFlush(t, { ...env, EVENTS_URL: url });
    const found = findings.filter(({ check: name }) => name === "spool");
    assert.equal(found.length, 1);
    assertFinding(
      found[0] ?? assert.fail(),
      "problem",
      /^1 refused for good by http:\/\/127\.0\.0\.1.*HTTP 400: \{"code":"23514".*too large/,
      /astrolabe telemetry show/,
    );
  });

  test("rows that wait are shown with what came of the last send, and those for another URL by name", async (t) => {
    const env = { ASTROLABE_STATE_DIR: await tempFolder(t), EVENTS_ENABLED: "1" };
    const dead = `http://127.0.0.1:${await deadPort()}/rest/v1/events`;
    await runCommand("record-event", ["ai-do"], { env: { ...env, EVENTS_URL: dead } });
    const here = await examineAfterFlush(t, { ...env, EVENTS_URL: dead });
    assertFinding(
      here.of("spool"),
      "warning",
      /^1 waiting for http:.* since 20.*"connect ECONNREFUSED.*not before 20/,
      /astrolabe telemetry flush/,
    );
    const elsewhere = await examine(t, { ...env, EVENTS_URL: "http://127.0.0.1:1/events" });
    assertFinding(
      elsewhere.of("spool"),
      "warning",
      /events go only where they were recorded for, and EVENTS_URL is http:\/\/127\.0\.0\.1:1\/events/,
      new RegExp(`^EVENTS_URL='${dead}' astrolabe telemetry flush$`),
    );
  });
});

/** The sender in the background may be at it; when this one is done, one of the two has sent. */
async function examineAfterFlush(t: TestContext, env: Environment): Promise<Diagnosis> {
  await runCommand("astrolabe", ["telemetry", "flush"], { env });
  return examine(t, env);
}

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

describe("on the network", { concurrency: 4 }, () => {
  test("a URL that can't be posted to is a problem, and one that looks wrong a warning", async (t) => {
    const cases: [string, string, RegExp, RegExp][] = [
      ["example", "problem", /no http or https URL$/, /such as https:/],
      ["ftp://localhost/events", "problem", /no http or https URL, but ftp:/, /such as https:/],
      [
        "http://astrolabe.invalid/rest/v1/events",
        "warning",
        /is not https: the key and all events travel in the clear/,
        /https address/,
      ],
      [
        "https://astrolabe.invalid",
        "warning",
        /the path of EVENTS_URL is \//,
        /EVENTS_URL=https:\/\/astrolabe\.invalid\/rest\/v1\/events/,
      ],
      [
        "https://astrolabe.invalid/rest/v1/events/",
        "warning",
        /ends in \/events/,
        /EVENTS_URL=https:\/\/astrolabe\.invalid\/rest\/v1\/events$/,
      ],
    ];
    for (const [url, status, message, mend] of cases) {
      const { of } = await examine(t, { EVENTS_URL: url, EVENTS_TOKEN: anonKey });
      assertFinding(of("events-url"), status, message, mend);
    }
  });

  test("a name that nobody knows is a problem, and nothing after it is looked at", async (t) => {
    const found = await examine(t, { EVENTS_URL: "https://astrolabe.invalid/rest/v1/events" });
    assert.equal(found.of("name-resolution").status, "problem");
    assert.match(found.of("name-resolution").message, /astrolabe\.invalid/);
    assertFinding(found.of("connection"), "skipped", /name resolution comes first/);
  });

  test("a port where nobody listens is a problem", async (t) => {
    const { of } = await examine(t, { EVENTS_URL: `http://127.0.0.1:${await deadPort()}/rest/v1/events` });
    assertFinding(of("connection"), "problem", /refuses connections/, /start the server \(a collector by/);
  });

  test("a proxy is heeded as events will heed it, and one that is none is a problem", async (t) => {
    const { url } = await serveFaultyTable(t);
    const env = { EVENTS_URL: url, EVENTS_TOKEN: anonKey, http_proxy: "http://user:secret@127.0.0.1:1" };
    const inForce = await examine(t, env);
    assertFinding(inForce.of("proxy"), "ok", /requests go through 127\.0\.0\.1:1$/);
    assertFinding(
      inForce.of("connection"),
      "problem",
      /^127\.0\.0\.1:1 refuses connections/,
      /start the server/,
    );
    const unusable = await examine(t, { ...env, http_proxy: "socks5://127.0.0.1:1" });
    assertFinding(unusable.of("proxy"), "problem", /^HTTP_PROXY is no address of a proxy/, /NO_PROXY/);
    assert.equal(unusable.of("answer").status, "skipped");
    await using proxy = await startConnectProxy(Number(new URL(url).port));
    const through = await examine(t, { ...env, http_proxy: `http://127.0.0.1:${proxy.port}` });
    assert.equal(through.of("answer").status, "ok");
    assert.ok(
      proxy.asked.every((line) => line.includes(` ${new URL(url).origin}/`)) && proxy.asked.length > 0,
    );
    const exempt = await examine(t, { ...env, NO_PROXY: "localhost, 127.0.0.1" });
    assertFinding(exempt.of("proxy"), "ok", /no proxy is set for this URL/);
    assert.equal(exempt.of("answer").status, "ok");
  });

  test("a certificate that is signed by itself is a problem until it is trusted", async (t) => {
    const tls = await makeCertificate(await tempFolder(t), { names: "IP:127.0.0.1", days: 90 });
    const { url } = await serveFaultyTable(t, { tls });
    const env = { EVENTS_URL: url, EVENTS_TOKEN: anonKey };
    assertFinding(
      (await examine(t, env)).of("certificate"),
      "problem",
      /does not trust the certificate of 127\.0\.0\.1: DEPTH_ZERO_SELF_SIGNED_CERT/,
      /NODE_EXTRA_CA_CERTS/,
    );
    const trusted = await examine(t, { ...env, NODE_EXTRA_CA_CERTS: tls.certPath });
    assertFinding(trusted.of("certificate"), "ok", /is trusted, for (89|90) more days/);
    assert.deepEqual(statuses(trusted, "answer", "table"), ["ok", "ok"]);
  });

  test("a certificate that soon expires, or has another name, is found", async (t) => {
    const soon = await makeCertificate(await tempFolder(t), { names: "IP:127.0.0.1", days: 6 });
    const other = await makeCertificate(await tempFolder(t), { names: "DNS:other.example", days: 90 });
    const { url: soonUrl } = await serveFaultyTable(t, { tls: soon });
    const { url: otherUrl } = await serveFaultyTable(t, { tls: other });
    const expiring = await examine(t, { EVENTS_URL: soonUrl, NODE_EXTRA_CA_CERTS: soon.certPath });
    assertFinding(expiring.of("certificate"), "warning", /expires in [56] days/, /renew it/);
    const misnamed = await examine(t, { EVENTS_URL: otherUrl, NODE_EXTRA_CA_CERTS: other.certPath });
    assertFinding(
      misnamed.of("certificate"),
      "problem",
      /for another name than 127\.0\.0\.1/,
      /have this one added/,
    );
  });

  test("https where the server speaks http is a problem", async (t) => {
    const { url } = await serveFaultyTable(t);
    const { of } = await examine(t, { EVENTS_URL: url.replace("http:", "https:") });
    assertFinding(
      of("certificate"),
      "problem",
      /^no TLS with 127\.0\.0\.1:\d+: wrong version number/,
      /http:\/\//,
    );
  });

  test("a server that takes the connection and never answers is given up on", async (t) => {
    const { url } = await serveFaultyTable(t, { fault: () => "silence" });
    const { of } = await examine(t, { EVENTS_URL: url });
    assert.equal(of("connection").status, "ok");
    assertFinding(of("answer"), "problem", /no answer within 10 s/, /see its log/);
  });

  test("a redirect and a trouble of the server's own are problems", async (t) => {
    const location = "https://elsewhere.example/rest/v1/events?apikey=hidden";
    const moved = await serveFaultyTable(t, { fault: () => ({ status: 308, headers: { location } }) });
    assertFinding(
      (await examine(t, { EVENTS_URL: moved.url })).of("answer"),
      "problem",
      /redirects to https:\/\/elsewhere\.example\/rest\/v1\/events \(HTTP 308\)/,
      /set EVENTS_URL=https:\/\/elsewhere\.example\/rest\/v1\/events$/,
    );
    const busy = await serveFaultyTable(t, {
      fault: () => ({
        status: 503,
        body: { code: "PGRST002", message: "Could not\u001B[2J query the database" },
      }),
    });
    assertFinding(
      (await examine(t, { EVENTS_URL: busy.url })).of("answer"),
      "problem",
      /HTTP 503: PGRST002 Could not \[2J query the database$/,
      /see the server's log/,
    );
  });
});

describe("at a server with one fault", { concurrency: 4 }, () => {
  function examineTable(
    t: TestContext,
    { url }: FaultyTable,
    key?: string,
    ...args: string[]
  ): Promise<Diagnosis> {
    const env = { EVENTS_ENABLED: "1", EVENTS_URL: url };
    return examine(t, key === undefined ? env : { ...env, EVENTS_TOKEN: key }, args);
  }

  test("a clock that is off by an hour is a warning", async (t) => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    const fault: Fault = ({ rows }) => (rows.length === 0 ? { status: 201, headers: { date } } : undefined);
    const { of } = await examineTable(t, await serveFaultyTable(t, { fault }), anonKey);
    assertFinding(
      of("clock"),
      "warning",
      /clock is (3599|3600|3601) s ahead of the server's/,
      /network time/,
    );
  });

  test("a key that the server refuses is a problem, said in the server's words", async (t) => {
    const expiredBody = { code: "PGRST303", message: "JWT expired" };
    const wrongBody = { code: "PGRST301", message: "No suitable key or wrong key type" };
    const cases: [string | undefined, unknown, RegExp][] = [
      [
        jwt({ role: "anon", exp: nowS - 3600 }),
        expiredBody,
        /valid until 20.*, which is past.*PGRST303 JWT expired/,
      ],
      [
        anonKey,
        wrongBody,
        /role anon, without expiry; the server refuses it with HTTP 401: PGRST301.*another server/,
      ],
      ["sb_publishable_abc", { message: "Invalid API key" }, /a publishable key.*HTTP 401: Invalid API key/],
      [
        undefined,
        { message: "No API key found in request" },
        /^EVENTS_TOKEN is not set, and the server wants a key/,
      ],
      [
        "garbage",
        { message: "garbage is no key" },
        /says nothing of itself.*HTTP 401: \(the key\) is no key/,
      ],
    ];
    for (const [key, body, message] of cases) {
      const table = await serveFaultyTable(t, { fault: () => ({ status: 401, body }) });
      const { of } = await examineTable(t, table, key);
      assertFinding(
        of("key"),
        "problem",
        message,
        /^set EVENTS_TOKEN to .*astrolabe keys.*supabase status -o env/,
      );
      assertFinding(of("table"), "skipped", /key comes first/);
    }
  });

  test("a key that expires soon, does too much, or does nothing here, is a warning", async (t) => {
    const table = await serveFaultyTable(t);
    const cases: [string, RegExp, RegExp][] = [
      [
        jwt({ role: "service_role", exp: nowS + 5 * 86_400 - 60 }),
        /in 4 days nothing arrives/,
        /set EVENTS_TOKEN/,
      ],
      [serviceKey, /may read and erase everything/, /Keep this one for nsm-stats/],
      [
        "sb_secret_abc",
        /a secret key, which has the role service_role: it may read/,
        /anon or publishable key/,
      ],
      [jwt({ role: "authenticated" }), /these tables give that role nothing/, /set EVENTS_TOKEN/],
    ];
    for (const [key, message, mend] of cases) {
      const { findings } = await examineTable(t, table, key);
      const found = findings.find(({ check, message: text }) => check === "key" && message.test(text));
      assertFinding(found ?? assert.fail(JSON.stringify(findings)), "warning", message, mend);
    }
  });

  test("a key that no header can hold is never sent", async (t) => {
    const table = await serveFaultyTable(t);
    for (const key of ["two words", "schlüssel"]) {
      const { of } = await examineTable(t, table, key);
      assertFinding(of("key"), "problem", /can't be sent/, /the key alone/);
    }
    assert.deepEqual(table.methods, ["POST", "POST"]);
  });

  test("a table that is missing, or can't be inserted into, is a problem", async (t) => {
    const cases: [number, unknown, RegExp, RegExp][] = [
      [
        404,
        { code: "PGRST205", message: "Could not find the table 'public.events' in the schema cache" },
        /no table events \(HTTP 404: PGRST205/,
        /astrolabe setup supabase/,
      ],
      [
        400,
        { code: "PGRST204", message: "Could not find the 'payload' column of 'events' in the schema cache" },
        /lacks a column.*'payload'/,
        /astrolabe setup supabase/,
      ],
      [
        401,
        { code: "42501", message: "permission denied for table events" },
        /may not insert into events \(HTTP 401: 42501/,
        /astrolabe setup supabase/,
      ],
      [404, "<html>", /nothing at \/rest\/v1\/events that takes rows \(HTTP 404\)/, /correct the path/],
      [
        418,
        { message: "I'm a teapot" },
        /does not take an empty insert \(HTTP 418: I'm a teapot\)/,
        /PostgREST table/,
      ],
    ];
    for (const [status, body, message, mend] of cases) {
      const { of } = await examineTable(
        t,
        await serveFaultyTable(t, { fault: () => ({ status, body }) }),
        anonKey,
      );
      assertFinding(of("table"), "problem", message, mend);
      assertFinding(of("round-trip"), "skipped", /table comes first/);
    }
  });

  test("policies that let no row in are a problem of the round trip", async (t) => {
    const body = { code: "42501", message: 'new row violates row-level security policy for table "events"' };
    const fault: Fault = ({ rows }) => (rows.length > 0 ? { status: 401, body } : undefined);
    const { of } = await examineTable(t, await serveFaultyTable(t, { fault }), anonKey);
    assert.equal(of("table").status, "ok");
    assertFinding(
      of("round-trip"),
      "problem",
      /refused by the table's policies.*row-level/,
      /setup supabase/,
    );
  });

  test("a key that the server repeats is not printed", async (t) => {
    const fault: Fault = ({ rows, key }) =>
      rows.length > 0 ? { status: 400, body: { message: `${key} is odd` } } : undefined;
    const { of } = await examineTable(t, await serveFaultyTable(t, { fault }), anonKey);
    assertFinding(of("round-trip"), "problem", /\(the key\) is odd/, /refused too/);
  });

  test("a table without a primary key is a problem", async (t) => {
    const fault: Fault = ({ rows }) => (rows.length > 0 ? { status: 201 } : undefined);
    const { of } = await examineTable(t, await serveFaultyTable(t, { fault }), anonKey);
    assertFinding(of("round-trip"), "problem", /stored a second time under the same id/, /primary key/);
  });

  test("a row that does not come back to a key that may read is a problem", async (t) => {
    const fault: Fault = ({ method }) => (method === "GET" ? { status: 200, body: [] } : undefined);
    const { of } = await examineTable(t, await serveFaultyTable(t, { fault }), serviceKey);
    assertFinding(
      of("round-trip"),
      "problem",
      /accepted, but the key can't read it back, and taken back/,
      /lags behind/,
    );
  });

  test("an anon key that can read or erase events is a problem", async (t) => {
    const table = await serveFaultyTable(t);
    const { findings } = await examineTable(t, table, anonKey);
    const [reads, erases, ...others] = findings.filter(({ check }) => check === "policies");
    assert.deepEqual(others, []);
    assertFinding(
      reads ?? assert.fail(),
      "problem",
      /anyone with this key \(role anon\) can read all/,
      /insert and nothing else/,
    );
    assertFinding(
      erases ?? assert.fail(),
      "problem",
      /anyone with this key \(role anon\) can erase/,
      /insert and nothing else/,
    );
    assert.equal(table.stored.size, 0);
  });

  test("without a test row, an anon key that can read is found by what is there", async (t) => {
    const table = await serveFaultyTable(t, {
      fault: ({ method, key }) =>
        method === "GET" && key !== undefined ? { status: 200, body: [{ id: "1" }] } : undefined,
    });
    const { of } = await examineTable(t, table, anonKey, "--no-write");
    assertFinding(of("round-trip"), "skipped", /--no-write/);
    assertFinding(
      of("policies"),
      "problem",
      /anyone with this key \(role anon\) can read all/,
      /astrolabe setup supabase/,
    );
    assert.equal(table.stored.size, 0);
  });

  test("a table that anyone can read without a key is a problem, whatever the key", async (t) => {
    const fault: Fault = ({ method, stored }) =>
      method === "GET" ? { status: 200, body: [...stored.values()] } : undefined;
    const { of } = await examineTable(t, await serveFaultyTable(t, { fault }), serviceKey);
    assertFinding(of("policies"), "problem", /without any key/, /row-level security is off or open/);
  });

  test("a server that is no collector has no metric of its own, and that is no fault", async (t) => {
    const missing = { status: 404, body: { message: "no Route matched" } };
    const fault: Fault = ({ path }) => (path.startsWith("/api/") ? missing : undefined);
    const { of, ok } = await examineTable(t, await serveFaultyTable(t, { fault }), serviceKey);
    assertFinding(
      of("metric"),
      "skipped",
      /no collector \(HTTP 404: no Route matched\)\. `astrolabe metric`/,
    );
    assert.equal(ok, true);
  });
});

describe("at a collector", { concurrency: 2 }, () => {
  function envOf({ url }: Served, key: string): Environment {
    return { EVENTS_ENABLED: "1", EVENTS_URL: url, EVENTS_TOKEN: key };
  }

  test("with the key of a recording machine all is well, and the test row is no run", async (t) => {
    const served = await serveCollector(t);
    const found = await examine(t, envOf(served, served.anonKey));
    assert.deepEqual(
      found.findings.filter(({ status }) => status !== "ok").map(({ check }) => check),
      ["certificate", "metric"],
    );
    assertFinding(found.of("key"), "ok", /role anon, without expiry; the server takes it/);
    assertFinding(
      found.of("round-trip"),
      "ok",
      /stored, refused the second time as it should be, and (stays|taken back)/,
    );
    assertFinding(
      found.of("policies"),
      "ok",
      /^the key adds events and reads none, and nobody reads any without it$/,
    );
    assertFinding(found.of("metric"), "skipped", /may not read the metric/, /service_role/);
  });

  test("with the key that may read, the row comes back, and so does the metric", async (t) => {
    const served = await serveCollector(t);
    const run = { name: "ai-do", developer: "d", exit_code: 0, end_ts: 1_763_836_012 };
    await post(served, [{ payload: run }]);
    const found = await examine(t, envOf(served, served.serviceKey));
    assertFinding(found.of("key"), "warning", /it may read and erase everything/, /anon/);
    assertFinding(found.of("round-trip"), "ok", /read back, and (stays|taken back)/);
    assertFinding(found.of("policies"), "ok", /^nobody reads events without a key$/);
    assertFinding(found.of("metric"), "ok", /^ai-do in 2025-W47: successful runs 1, active developers 1$/);
  });

  test("with --no-write, and where somebody decided against telemetry, no row is sent", async (t) => {
    const served = await serveCollector(t);
    const env = envOf(served, served.anonKey);
    assertFinding((await examine(t, env, ["--no-write"])).of("round-trip"), "skipped", /--no-write/);
    for (const decided of [{ DO_NOT_TRACK: "1" }, { EVENTS_ENABLED: "0" }]) {
      const { of } = await examine(t, { ...env, ...decided });
      assertFinding(of("round-trip"), "skipped", /telemetry is off here, so no test row is sent/);
    }
    assert.deepEqual(await readTable(served.url, served.serviceKey, "id"), []);
  });

  test("a key that another secret signed is a problem", async (t) => {
    const { url } = await serveCollector(t);
    const { of } = await examine(t, { EVENTS_URL: url, EVENTS_TOKEN: anonKey });
    assertFinding(
      of("key"),
      "problem",
      /HTTP 401: PGRST301.*another server, or this server's secret was changed/,
      /set EVENTS_TOKEN/,
    );
  });

  test("for people it prints a line for each finding, how to mend it, and no colours where there is no terminal", async (t) => {
    const { url } = await serveCollector(t);
    const env = {
      EVENTS_URL: url.replace(/:\d+/, `:${await deadPort()}`),
      ASTROLABE_STATE_DIR: await tempFolder(t),
    };
    const { code, stdout, stderr } = await runCommand("astrolabe", ["doctor"], { env });
    assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
    assert.match(
      stdout,
      /^! consent {10}off, by default: nothing is recorded\n {19}→ `astrolabe telemetry on`/,
    );
    assert.match(
      stdout,
      /\n✗ connection {7}127\.0\.0\.1:\d+ refuses connections\n {19}→ nobody listens there/,
    );
    assert.match(stdout, /\n- metric {11}not looked at: connection comes first\n\n1 problem, 1 warning\n$/);
    assert.ok(!stdout.includes("\u001B"));
  });
});
