import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Agent, request } from "node:https";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { IncomingMessage } from "node:http";
import { type Collector, mintKey, startCollector } from "@astrolabe/collector";
import { openStore } from "@astrolabe/store";
import { makeCertificate } from "../packages/cli/test/make-certificate.ts";
import { tempFolder } from "../packages/cli/test/temp-folder.ts";
import { nginxPath, startNginx } from "./start-nginx.ts";

const required = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("nginx") ?? false;
const skip = nginxPath === undefined && !required ? "nginx is not installed" : false;
const secret = "a secret for tests, thirty-two characters or more";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

test(
  "behind nginx as documented: TLS, the client's own address by its word, and 503 with Retry-After while no collector is there",
  { skip },
  async (t) => {
    const { collector, url } = await start(t);
    const key = await mintKey("anon", secret);
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    t.after(() => agent.destroy());
    const post = async (forwarded?: string): Promise<Answer> => {
      const headers = {
        apikey: key,
        "Content-Type": "application/json",
        ...(forwarded !== undefined && { "X-Forwarded-For": forwarded }),
      };
      // Another address of this machine than nginx has.
      const asking = request(`${url}/rest/v1/events`, {
        agent,
        method: "POST",
        headers,
        localAddress: "127.0.0.2",
      });
      asking.end('{"payload":{"name":"ai-do"}}');
      const [answer]: IncomingMessage[] = await once(asking, "response");
      if (answer === undefined) throw new Error("no answer");
      return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
    };

    assert.equal((await post()).status, 201);
    // This client is 127.0.0.2, and has used its rate up. What it says of itself makes it nobody else.
    for (const spoofed of [undefined, "198.51.100.7", "198.51.100.8, 198.51.100.9"]) {
      const { status, headers } = await post(spoofed);
      assert.equal(status, 429, spoofed);
      assert.ok(Number(headers["retry-after"]) > 0);
    }

    await collector.close();
    const { status, headers, body } = await post();
    assert.deepEqual(
      [status, headers["retry-after"], headers["content-type"]],
      [503, "1", "application/json"],
    );
    assert.deepEqual(JSON.parse(body), {
      code: "53400",
      details: null,
      hint: "Send the request again a little later.",
      message: "No collector answers",
    });
  },
);

async function start(t: TestContext): Promise<{ collector: Collector; url: string }> {
  const folder = await tempFolder(t);
  await makeCertificate(folder, { names: "DNS:localhost", days: 2 });
  const store = await openStore(`sqlite:${join(folder, "events.db")}`);
  // One request at once, and then one in 50 s.
  const rates = { perAddress: 0.02 };
  const collector = await startCollector({ store, secret, port: 0, rates, trustedProxies: ["127.0.0.1"] });
  const nginx = await startNginx([collector.port], {
    cert: join(folder, "cert.pem"),
    key: join(folder, "key.pem"),
  });
  t.after(async () => {
    await nginx.stop();
    await collector.close();
    await store.close();
  });
  return { collector, url: nginx.url };
}
