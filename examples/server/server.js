// A program that runs for a long time. Each task is timed and recorded with `telemetry.run`; what is recorded leaves
// through the detached flusher, as in any tool. At its end the server sends what still waits itself, since a container takes
// its other processes with it, and it waits for that no longer than it may.

import { createServer } from "node:http";
import { createTelemetry } from "@astrolabe/client";

const flushDeadlineMs = 3000;
const telemetry = createTelemetry();

async function greet(who) {
  if (who === "") throw new Error("nobody to greet");
  return `Hello, ${who}\n`;
}

const server = createServer((request, response) => {
  telemetry
    .run("greet", () => greet(decodeURIComponent(request.url.slice(1))))
    .then(
      (text) => response.end(text),
      () => response.writeHead(400).end(),
    );
});

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

async function stop() {
  server.close();
  const { sent, waiting } = await telemetry.flush({ deadlineMs: flushDeadlineMs });
  console.log(`sent ${sent}, waiting ${waiting}`);
  process.exit();
}

process.once("SIGTERM", () => void stop());
