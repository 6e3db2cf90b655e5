import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";

export function record(url, run) {
  const exporter = new OTLPLogExporter({ url: `${url}v1/logs` });
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
  provider.getLogger("bench").emit({ body: "bench", attributes: { exit_code: 0, latency_ms: 12, run } });
  return () => provider.shutdown();
}
