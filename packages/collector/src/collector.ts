import type { Declaration } from "@astrolabe/client/declare";
import { definition } from "@astrolabe/metric";
import type { EventStore } from "@astrolabe/store";
import { createServer } from "node:http";
import { pino } from "pino";
import type { Logger } from "pino";
import { createRequestListener } from "./request-listener.ts";
import { mergeDeclarations } from "./check-declared.ts";
import { createDashboard, type DashboardOptions } from "./dashboard/dashboard.ts";
import { mintKey } from "./key.ts";
import * as limits from "./limits.ts";
import type { Pseudonyms } from "./pseudonyms/pseudonyms.ts";
import { refuseConnection } from "./refuse-connection.ts";
import { checkedSecret } from "./secret.ts";

export interface CollectorOptions {
  /** Where rows go; it stays open when the collector closes. */
  readonly store: EventStore;
  /** Signs the keys; at least 32 characters. */
  readonly secret: string;
  readonly host?: string | undefined;
  /** 0 takes any free port. */
  readonly port?: number | undefined;
  readonly logger?: Logger | undefined;
  /** What tools have declared; an event that is not as declared is refused. Without it all are taken. */
  readonly declared?: readonly Declaration[] | undefined;
  /** Gives developers other names; without it they are stored as they come. Stays open when the collector closes. */
  readonly pseudonyms?: Pseudonyms | undefined;
  readonly dashboard?: DashboardOptions | undefined;
}

/** A collector that takes requests. */
export interface Collector {
  readonly url: string;
  readonly port: number;
  /** The path and query of a link that opens a session on the dashboard, once and within an hour. Its report is begun. */
  createSessionLink(): string;
  /** Stops listening, finishes the requests in flight within 10 s, closes all connections. */
  close(): Promise<void>;
}

/**
 * Starts to listen; resolves when requests are taken.
 * Rejects when the address can't be had, or the secret is too short.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { store, host = "127.0.0.1", port = 54321, logger = pino({ level: "silent" }) } = options;
  const secret = checkedSecret(options.secret, "the options");
  const dashboard = createDashboard(store, await mintKey("anon", secret), options.dashboard ?? {});
  const listener = createRequestListener({
    store,
    secret,
    dashboard,
    logger,
    declared: options.declared && mergeDeclarations(options.declared),
    pseudonyms: options.pseudonyms,
  });
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.connectionCheckMs,
  });
  server.maxConnections = limits.maxConnections;
  server.on("request", listener.onRequest);
  server.on("clientError", (error, socket) => refuseConnection(error, socket, listener.lastAnswer(socket)));

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP address");
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
  logger.info({ url }, "listening");

  return {
    url,
    port: address.port,
    createSessionLink() {
      // Somebody will look in a moment. What goes wrong then is told to them.
      void dashboard.reports.read(definition.defaultTask).catch(() => undefined);
      return `/session?code=${dashboard.sessions.createCode()}`;
    },
    async close() {
      logger.info("draining");
      listener.drain();
      const deadline = setTimeout(() => server.closeAllConnections(), limits.drainTimeoutMs);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(deadline);
      logger.info("closed");
    },
  };
}
