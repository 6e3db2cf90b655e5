import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import {
  breakingOff,
  endingEarly,
  failing,
  failingLate,
  hanging,
  planning,
  saying,
  startModelServer,
} from "./model-server.ts";
import { ended, Workplace } from "./run-ai-do.ts";

const hello = { command: "echo hello", why: "to say so", risky: false };

test("a model's plan is streamed, shown, and run", async (t) => {
  const place = new Workplace(t);
  const server = await startModelServer(t, planning(hello, { ...hello, command: "echo again" }));
  const { code, stdout, stderr } = await place.run(["greet", "me twice", "--yes"], { env: server.env });
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "hello\nagain\n" });
  assert.match(stderr, /^1\. echo hello\n {3}to say so\n2\. echo again\n/);
  const [request] = server.requests;
  assert.equal(request?.path, "/v1/chat/completions");
  assert.equal(request.body.model, "tiny");
  assert.equal(request.body.stream, true);
  assert.equal(request.body.messages.at(-1)?.content, "greet me twice");
});

test("the key goes to its server and nowhere else, and without one there is no header", async (t) => {
  const place = new Workplace(t);
  const server = await startModelServer(t, planning(hello));
  const others = {
    OPENAI_API_KEY: "other",
    OPENAI_ORG_ID: "org",
    OPENAI_PROJECT_ID: "p",
    OPENAI_ADMIN_KEY: "a",
  };
  await place.run(["hi", "--dry-run"], { env: { ...server.env, ...others, AI_API_KEY: "secret-key" } });
  await place.run(["hi", "--dry-run"], { env: { ...server.env, ...others } });
  const [withKey, without] = server.requests.map(({ headers }) => headers);
  assert.equal(withKey?.authorization, "Bearer secret-key");
  assert.equal(without?.authorization, undefined);
  for (const headers of [withKey, without]) {
    assert.equal(headers?.["openai-organization"], undefined);
    assert.equal(headers?.["openai-project"], undefined);
  }
});

test("a dry run prints the plan as its result and runs nothing", async (t) => {
  const place = new Workplace(t);
  const server = await startModelServer(t, planning({ command: "touch made", why: "w", risky: true }));
  const text = await place.run(["x", "--dry-run"], { env: server.env });
  assert.equal(text.stdout, "1. touch made\n   w\n   risky: the plan says so\n");
  const json = await place.run(["x", "--dry-run", "--json"], { env: server.env });
  assert.deepEqual(JSON.parse(json.stdout), {
    steps: [{ command: "touch made", why: "w", risk: "the plan says so" }],
  });
  assert.throws(() => place.read("made"));
  assert.throws(() => place.read("ai_do.log"));
});

for (const [how, said] of Object.entries({
  "in a code fence": 'Of course!\n```json\n{"steps":[{"command":"echo hello"}]}\n```\nAnything else?',
  "in prose": 'The plan is {"steps":["echo hello"]} as you see.',
  "behind its thoughts": '<think>{"steps":["echo no"]}</think>{"steps":["echo hello"]}',
})) {
  test(`a model may wrap its plan ${how}`, async (t) => {
    const server = await startModelServer(t, saying(said));
    const { stdout } = await new Workplace(t).run(["x", "--yes"], { env: server.env });
    assert.equal(stdout, "hello\n");
  });
}

test("a server that knows no schemas is asked without one", async (t) => {
  const server = await startModelServer(t, failing(400, "response_format is not supported"), planning(hello));
  const { stdout } = await new Workplace(t).run(["x", "--yes"], { env: server.env });
  assert.equal(stdout, "hello\n");
  assert.ok(server.requests[0]?.body.response_format);
  assert.equal(server.requests[1]?.body.response_format, undefined);
});

test("a model is told once what is wrong with its plan", async (t) => {
  const server = await startModelServer(t, saying('{"steps":[{"why":"x"}]}'), planning(hello));
  const { stdout } = await new Workplace(t).run(["x", "--yes"], { env: server.env });
  assert.equal(stdout, "hello\n");
  assert.match(server.requests[1]?.body.messages.at(-1)?.content ?? "", /step 1 has no text "command"/);
});

test("an unclear goal leads to one question back, and the answer to the plan", async (t) => {
  const asks = saying('{"question":"Which folder?","steps":[]}');
  const server = await startModelServer(t, asks, planning(hello));
  const { code, stdout, stderr } = await new Workplace(t).run(["clean up", "--yes"], {
    env: server.env,
    stdin: "the build folder\n",
  });
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "hello\n" });
  assert.match(stderr, /Which folder\? /);
  assert.match(server.requests[1]?.body.messages.at(-1)?.content ?? "", /^the build folder\n/);
});

test("a second question, or one that nobody answers, ends with what to do", async (t) => {
  const server = await startModelServer(t, saying('{"question":"Which folder?","steps":[]}'));
  for (const stdin of ["", "that one\n"]) {
    const { code, stderr } = await new Workplace(t).run(["clean up"], { env: server.env, stdin });
    assert.equal(code, 1);
    assert.match(stderr, /the goal is not clear to the model: "Which folder\?" Say that in the goal/);
  }
  assert.equal(server.requests.length, 3);
});

test("a rate limit is waited for as long as the server says, and told", async (t) => {
  const server = await startModelServer(
    t,
    failing(429, "slow down", { "Retry-After": "1" }),
    planning(hello),
  );
  const { stdout, stderr } = await new Workplace(t).run(["x", "--yes"], { env: server.env });
  assert.equal(stdout, "hello\n");
  assert.match(stderr, /too many requests: .*slow down.*\. Trying again in 1 s\n/);
});

const soon = { "Retry-After": "0" };
const failures: Record<string, [Parameters<typeof startModelServer>[1], RegExp, requests: number]> = {
  "a wrong key": [
    failing(401, "Incorrect key secret-key"),
    /does not let us in: 401 Incorrect key ….*AI_API_KEY/,
    1,
  ],
  "a model that is not there": [
    failing(404, "model 'tiny' not found"),
    /no model tiny: .*ollama pull tiny/,
    1,
  ],
  "a rate limit of an hour": [
    failing(429, "later", { "Retry-After": "3600" }),
    /left alone for 3600 s: try again then/,
    1,
  ],
  "an account that is used up": [failing(429, "quota", soon, "insufficient_quota"), /quota .* is used up/, 1],
  "a broken server": [
    failing(503, "overloaded", soon),
    /is in trouble: 503 overloaded.*attempt 3 of 3: try again later/,
    3,
  ],
  "a request it won't take": [failing(418, "teapot"), /does not take the request: 418 teapot/, 1],
  "an answer that runs into a limit": [saying('{"steps":[', "length"), /ran into its limit.*Ask for less/, 1],
  "an answer that is filtered": [saying("", "content_filter"), /filter stopped the answer/, 1],
  "an answer that is no plan": [
    saying("I can't do that, Dave."),
    /no plan that can be used: there is no JSON in "I can't/,
    2,
  ],
  "a plan without steps": [
    saying('{"question":null,"steps":[]}'),
    /the plan has no steps\. Say the goal in other words/,
    2,
  ],
};
for (const [what, [reply, message, requests]] of Object.entries(failures)) {
  test(`${what} is failure with a message that says what to do, and an event`, async (t) => {
    const place = new Workplace(t);
    const server = await startModelServer(t, ...(reply ? [reply] : []));
    const env = { ...server.env, AI_API_KEY: "secret-key" };
    const { code, stdout, stderr } = await place.run(["x", "--yes", "--analytics"], { env });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /secret-key/);
    assert.equal(server.requests.length, requests);
    const { events } = place.recorded();
    assert.deepEqual(
      events.map(({ exit_code, step_count }) => [exit_code, step_count]),
      [[1, 0]],
    );
  });
}

for (const [how, reply] of Object.entries({
  "breaks off": breakingOff('{"steps":["echo half"'),
  "ends in good order but too early": endingEarly('{"steps":["echo half"]}'),
  "turns into an error": failingLate("the model crashed"),
})) {
  test(`an answer that ${how} is asked for again, and nothing of it is run`, async (t) => {
    const server = await startModelServer(t, reply, planning(hello));
    const { stdout, stderr } = await new Workplace(t).run(["x", "--yes"], { env: server.env });
    assert.equal(stdout, "hello\n");
    assert.match(
      stderr,
      /(broke off in the middle|gave up on the answer: .*crashed)\. Trying again in 1 s\n/,
    );
  });
}

test("nobody at the address: it says how to start a server or name another", async (t) => {
  const env = { AI_BASE_URL: "http://127.0.0.1:4/v1" };
  const { code, stderr } = await new Workplace(t).run(["x"], { env });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /nobody answers at http:\/\/127\.0\.0\.1:4\/v1 \(ECONNREFUSED\).*ollama serve.*AI_BASE_URL/,
  );
});

test("an address that is none, or holds a secret, is refused and not repeated", async (t) => {
  for (const url of [
    "localhost:11434",
    "ftp://example.com/",
    "http://me:hidden@127.0.0.1/v1",
    "http://127.0.0.1/v1?key=hidden",
  ]) {
    const { code, stderr } = await new Workplace(t).run(["x"], { env: { AI_BASE_URL: url } });
    assert.equal(code, 1);
    assert.match(stderr, /AI_BASE_URL must be an http\(s\) URL without .*AI_API_KEY/);
    assert.doesNotMatch(stderr, /hidden/);
  }
});

test("a signal ends the waiting for a model, and is counted", async (t) => {
  const place = new Workplace(t);
  const server = await startModelServer(t, hanging('{"steps":['));
  const child = place.start(["x", "--analytics"], { env: server.env });
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const end = ended(child);
  child.kill("SIGTERM");
  await once(child, "exit");
  assert.equal((await end).signal, "SIGTERM");
  assert.deepEqual(
    place.recorded().events.map((event) => event["exit_code"]),
    [143],
  );
});
