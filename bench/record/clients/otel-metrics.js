import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";

export function record(url, run) {
  const exporter = new OTLPMetricExporter({ url: `${url}v1/metrics` });
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  provider.getMeter("bench").createCounter("bench").add(1, { exit_code: 0, latency_ms: 12, run });
  return () => provider.shutdown();
}
