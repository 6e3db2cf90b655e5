// What the dialect does beyond the recorded requests.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anonKey, post, runCollector, serviceKey } from "./running-collector.ts";
import type { RunningCollector } from "./running-collector.ts";

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const events = "/rest/v1/events";

/** Status and body of an answer to the service_role key. */
async function ask({ fetch }: RunningCollector, path: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(path, { key: serviceKey, ...init });
  return `${answer.status} ${await answer.text()}`.trim();
}

/** Status and code of a refusal. */
async function refusal(running: RunningCollector, path: string, init: RequestInit = {}): Promise<string> {
  const answer = await ask(running, path, init);
  return `${answer.slice(0, 3)} ${/"code":"(\w+)"/.exec(answer)?.[1]}`;
}

function put(row: unknown, prefer = "return=representation"): RequestInit {
  return { ...post(row, { prefer }), method: "PUT" };
}

function csv(body: string): RequestInit {
  return { method: "POST", headers: { "content-type": "text/csv", prefer: "return=representation" }, body };
}

const accepting = (accept: string): RequestInit => ({ headers: { accept } });
const deleting = (prefer: string, accept = "*/*"): RequestInit => ({
  method: "DELETE",
  headers: { prefer, accept },
});

describe("PUT", () => {
  test("stores a row, then replaces it, and the ledger counts the second as a duplicate", async () => {
    await using running = await runCollector();
    const path = `${events}?id=eq.${id(1)}&select=payload`;
    assert.equal(await ask(running, path, put({ id: id(1), payload: 1 })), '201 [{"payload":1}]');
    assert.equal(await ask(running, path, put([{ id: id(1), payload: 2 }])), '200 [{"payload":2}]');
    assert.equal(await ask(running, path, put({ id: id(1), payload: 3 }, "return=minimal")), "204");
    assert.equal(await ask(running, `${events}?select=payload`), '200 [{"payload":3}]');
    const { received, stored, duplicate } = await running.store.ledger();
    assert.deepEqual([received, stored, duplicate], [3, 1, 2]);
  });

  test("is refused when the URL does not name the row, or names it otherwise than the body", async () => {
    await using running = await runCollector();
    const row = { id: id(1), payload: 1 };
    const named = `${events}?id=eq.${id(1)}`;
    assert.equal(await refusal(running, `${events}?id=gt.${id(0)}`, put(row)), "405 PGRST105");
    assert.equal(await refusal(running, `${named}&payload=is.null`, put(row)), "405 PGRST105");
    assert.equal(await refusal(running, `${named}&limit=1`, put(row)), "400 PGRST114");
    assert.equal(await refusal(running, `${events}?id=eq.${id(2)}`, put(row)), "400 PGRST115");
    assert.equal(await refusal(running, named, put([row, row])), "400 PGRST115");
    assert.equal(await refusal(running, named, put({ payload: 1 })), "400 42703");
    const anon = await running.fetch(named, { ...put(row, "return=minimal"), key: anonKey });
    assert.equal(anon.status, 401);
    assert.equal((await running.store.ledger()).stored, 0);
  });

  test("replaces a weekly total by its whole key", async () => {
    await using running = await runCollector();
    const total = { task: "ai-do", week: "2026-W47", developer: "ann", successful_runs: 3 };
    const path = "/rest/v1/nsm?task=eq.ai-do&week=eq.2026-W47&developer=eq.ann&select=successful_runs";
    assert.equal(await ask(running, path, put(total)), '201 [{"successful_runs":3}]');
    const more = { ...total, successful_runs: 4 };
    assert.equal(await ask(running, path, put(more)), '200 [{"successful_runs":4}]');
    assert.equal(await refusal(running, "/rest/v1/nsm?task=eq.ai-do", put(total)), "405 PGRST105");
  });
});

describe("DELETE", () => {
  test("of more rows than one object, or than may be affected, deletes none", async () => {
    await using running = await runCollector();
    await running.store.insertEvents([1, 2].map((n) => ({ id: id(n), payload: { n } })));
    const both = `${events}?payload->n=gt.0`;
    const object = "application/vnd.pgrst.object+json";
    assert.equal(await refusal(running, both, deleting("return=representation", object)), "406 PGRST116");
    assert.equal(await refusal(running, both, deleting("handling=strict,max-affected=1")), "400 PGRST124");
    assert.equal(await refusal(running, `${both}&limit=1`, deleting("")), "400 PGRST127");
    assert.equal((await running.store.ledger()).deleted, 0);
    const one = `${events}?payload->n=eq.1&select=n:payload->n`;
    assert.equal(await ask(running, one, deleting("return=representation", object)), '200 {"n":1}');
    const lenient = await running.fetch(both, { ...deleting("max-affected=0,count=exact"), key: serviceKey });
    assert.deepEqual([lenient.status, lenient.headers.get("content-range")], [204, "*/1"]);
    assert.equal(lenient.headers.get("content-length"), null);
  });
});

describe("inserts", () => {
  test("keep every digit, whatever resolves a duplicate", async () => {
    await using running = await runCollector();
    const path = `${events}?select=payload`;
    const prefer = "return=representation,resolution=merge-duplicates";
    const first = `{"id":"${id(1)}","payload":{"n":1}}`;
    await ask(running, path, post(first, { prefer }));
    const exact = `{"id":"${id(1)}","payload":{"n":1.10,"big":12345678901234567890123}}`;
    const expected = '200 [{"payload":{"n": 1.10, "big": 12345678901234567890123}}]';
    assert.equal(await ask(running, path, post(exact, { prefer })), expected);
    assert.equal(await ask(running, path), expected);
    assert.equal(await ask(running, `${path}&payload->big=eq.12345678901234567890124`), "200 []");
    assert.equal(await ask(running, `${path}&payload->n=eq.1.1`), expected);
  });

  test("refuse numbers of which a few bytes would fill the disk", async () => {
    await using running = await runCollector();
    const long = (times: number): RequestInit => post(`{"payload":[${"1e131000,".repeat(times)}0]}`);
    assert.equal((await running.fetch(events, long(2))).status, 201);
    assert.equal(await refusal(running, events, long(3)), "400 22003");
    assert.deepEqual((await running.store.ledger()).rejected, { number_out_of_range: 1 });
  });

  test("a number alone is no row, however it is written", async () => {
    await using running = await runCollector();
    assert.equal(await ask(running, events, post("1.10", { prefer: "return=representation" })), "201 []");
    assert.equal(await refusal(running, events, post("[1.10]")), "400 PGRST102");
    assert.equal(await refusal(running, events, post('{"id":1.10}')), "400 22P02");
  });

  test("take ids in every notation that PostgreSQL takes", async () => {
    await using running = await runCollector();
    const prefer = { prefer: "return=representation" };
    for (const text of [
      "ABCDEFAB-CDEF-4BCD-8BCD-ABCDEFABCDE0",
      "{abcdefab-cdef-4bcd-8bcd-abcdefabcde1}",
      "abcdefabcdef4bcd8bcdabcdefabcde2",
      "abcd-efab-cdef-4bcd-8bcd-abcd-efab-cde3",
    ]) {
      const answer = await ask(running, `${events}?select=id`, post({ id: text }, prefer));
      assert.match(answer, /^201 \[\{"id":"abcdefab-cdef-4bcd-8bcd-abcdefabcde\d"\}\]$/);
    }
    assert.equal(await refusal(running, events, post({ id: `${id(1)}}` })), "400 22P02");
  });

  test("read CSV with quotes, any line ends and blank lines, and refuse what is none", async () => {
    await using running = await runCollector();
    const path = `${events}?select=payload`;
    const given = 'payload\r\n"a ""b"", c"\r\n\r\nNULL\r"d\ne"';
    const rows = ['{"payload":"a \\"b\\", c"}', '{"payload":null}', '{"payload":"d\\ne"}'];
    assert.equal(await ask(running, path, csv(given)), `201 [${rows.join(", \n ")}]`);
    for (const broken of ["", 'payload\n"a', 'payload\n"a"b', "id,payload\n1\n2,3", 'payload\nx"y']) {
      assert.equal(await refusal(running, path, csv(broken)), "400 PGRST102");
    }
    assert.equal(await refusal(running, path, csv("payload\n\0")), "400 22P05");
    const form = "application/x-www-form-urlencoded";
    const nul = { method: "POST", headers: { "content-type": form }, body: "payload=%00" };
    assert.equal(await refusal(running, path, nul), "400 22P05");
  });

  test("of what is received, only the server says when", async () => {
    await using running = await runCollector();
    const row = { payload: 1, received_at: "2020-01-01" };
    assert.equal(await refusal(running, events, post(row)), "400 PGRST204");
    const back = post({ payload: 1 }, { prefer: "return=representation" });
    assert.equal(await refusal(running, `${events}?select=received_at`, back), "400 PGRST127");
  });

  test("that can't be one object store nothing", async () => {
    await using running = await runCollector();
    const accept = "application/vnd.pgrst.object+json";
    assert.equal(await refusal(running, events, post([{}, {}], { accept })), "406 PGRST116");
    const { received, rejected } = await running.store.ledger();
    assert.deepEqual([received, rejected], [2, { bad_request: 2 }]);
  });

  test("that the database refuses stand in the ledger", async () => {
    await using running = await runCollector();
    const rows = [{ id: id(1) }, { id: id(1) }];
    const prefer = "resolution=merge-duplicates";
    assert.equal(await refusal(running, events, post(rows, { prefer })), "400 21000");
    assert.deepEqual((await running.store.ledger()).rejected, { refused_by_database: 2 });
  });
});

describe("reads", () => {
  test("leave out nulls at every depth, but not in arrays", async () => {
    await using running = await runCollector();
    const payload = { a: null, b: [null, { c: null, d: '"}' }], e: {} };
    await running.store.insertEvents([{ id: id(1), payload }]);
    const answer = await ask(running, events, accepting("application/vnd.pgrst.array+json;nulls=stripped"));
    assert.equal(answer, `200 [{"id":"${id(1)}","payload":{"b":[null,{"d":"\\"}"}],"e":{}}}]`);
  });

  test("quote in CSV what PostgreSQL quotes in a row", async () => {
    await using running = await runCollector();
    const texts = ["", "a b", "a,b", "(a)", 'a"b', "a\\b", "plain", "ä"];
    await running.store.insertEvents(texts.map((text, n) => ({ id: id(n), payload: { text } })));
    const answer = await ask(running, `${events}?select=payload->>text&order=id`, accepting("text/csv"));
    const cells = ['""', '"a b"', '"a,b"', '"(a)"', '"a""b"', '"a\\\\b"', "plain", "ä"];
    assert.equal(answer, `200 text\n${cells.join("\n")}`);
  });

  test("give the form that the client prefers", async () => {
    await using running = await runCollector();
    await running.store.insertEvents([{ id: id(1), payload: 1 }]);
    const form = async (accept: string): Promise<string | null> =>
      (await running.fetch(events, { ...accepting(accept), key: serviceKey })).headers.get("content-type");
    assert.equal(await form("*/*, text/csv"), "text/csv; charset=utf-8");
    assert.equal(await form("text/csv;q=0.5, application/json"), "application/json; charset=utf-8");
    assert.equal(await form("application/vnd.pgrst.array+json"), "application/json; charset=utf-8");
    const stripped = "application/vnd.pgrst.object+json;nulls=stripped; charset=utf-8";
    assert.equal(await form("application/vnd.pgrst.object; nulls=stripped"), stripped);
  });

  test("tell and compare when a row was received", async () => {
    await using running = await runCollector();
    await running.store.insertEvents([{ id: id(1), payload: 1 }]);
    const one = await ask(
      running,
      `${events}?select=*,received_at&received_at=gt.2020-01-01&order=received_at.desc`,
    );
    assert.match(
      one,
      /^200 \[\{"id":"[\d-]+","payload":1,"received_at":"\d{4}-\d\d-\d\dT[\d:.]+\+00:00"\}\]$/,
    );
    const text = await ask(running, `${events}?select=received_at`, accepting("text/csv"));
    assert.match(text, /^200 received_at\n"\d{4}-\d\d-\d\d [\d:.]+\+00"$/);
    assert.equal(await refusal(running, `${events}?received_at=gt.yesterday`), "400 22007");
  });

  test("compare nothing but text with patterns", async () => {
    await using running = await runCollector();
    assert.equal(await refusal(running, `${events}?id=like.0*`), "404 42883");
    assert.equal(await refusal(running, `${events}?payload->a=ilike.0*`), "404 42883");
    assert.equal(await refusal(running, `${events}?payload->>a=like.0\\`), "400 22025");
  });
});
