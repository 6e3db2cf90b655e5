import { Analytics } from "@segment/analytics-node";

export function record(url, run) {
  const analytics = new Analytics({ writeKey: "bench", host: url });
  analytics.track({
    anonymousId: "bench",
    event: "bench",
    properties: { exit_code: 0, latency_ms: 12, run },
  });
  return () => analytics.closeAndFlush();
}
