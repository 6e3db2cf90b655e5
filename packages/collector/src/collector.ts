import type { Declaration } from "@astrolabe/client/declare";
import { definition } from "@astrolabe/metric";
import type { EventStore } from "@astrolabe/store";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { pino } from "pino";
import type { Logger } from "pino";
import { createAdmit } from "./admit.ts";
import type { Rates } from "./admit.ts";
import { mergeDeclarations } from "./check-declared.ts";
import { countConnections } from "./count-connections.ts";
import { createDashboard, type DashboardOptions } from "./dashboard/dashboard.ts";
import { mintKey } from "./key.ts";
import * as limits from "./limits.ts";
import type { Pseudonyms } from "./pseudonyms/pseudonyms.ts";
import { refuseConnection } from "./refuse-connection.ts";
import { createRequestListener } from "./request-listener.ts";
import { checkedSecret } from "./secret.ts";
import type { Secrets } from "./secret.ts";
import { createTracer } from "./tracer.ts";

/** A certificate with its chain, and its key, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What can be changed while the collector runs. */
interface Renewable {
  /** Signs the keys; at least 32 characters. */
  readonly secret: string;
  /** Keys signed by these are taken, too. */
  readonly previousSecrets?: readonly string[] | undefined;
  /** With it HTTPS is spoken; whether it is can't be changed. */
  readonly tls?: TlsFiles | undefined;
}

export interface CollectorOptions extends Renewable {
  /** Where rows go; it stays open when the collector closes. */
  readonly store: EventStore;
  readonly host?: string | undefined;
  /** 0 takes any free port. */
  readonly port?: number | undefined;
  readonly logger?: Logger | undefined;
  /** What tools have declared; an event that is not as declared is refused. Without it all are taken. */
  readonly declared?: readonly Declaration[] | undefined;
  /** Gives developers other names; without it they are stored as they come. Stays open when the collector closes. */
  readonly pseudonyms?: Pseudonyms | undefined;
  /** How many requests a second a key or an address may make of this collector; without, as many as it takes. */
  readonly rates?: Rates | undefined;
  /** Addresses, and networks such as `10.0.0.0/8`, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Where OpenTelemetry's spans go, e.g. `http://127.0.0.1:4318/v1/traces`; without it there are none. */
  readonly traceUrl?: string | undefined;
  readonly dashboard?: DashboardOptions | undefined;
}

/** A collector that takes requests. */
export interface Collector {
  readonly url: string;
  readonly port: number;
  /** The path and query of a link that opens a session on the dashboard, once and within an hour. Its report is begun. */
  createSessionLink(): string;
  /**
   * Takes other secrets and another certificate without closing a connection.
   * Who is signed in on the dashboard is signed out when a secret is dropped. Rejects, and changes nothing, when a secret is too short, or the certificate and its key don't fit
   */
  renew(renewable: Renewable): Promise<void>;
  /** Stops listening, finishes the requests in flight within 10 s, closes all connections. */
  close(): Promise<void>;
}

/**
 * Starts to listen; resolves when requests are taken.
 * Rejects when the address can't be had, or the secret is too short.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { store, host = "127.0.0.1", port = 54321, logger = pino({ level: "silent" }) } = options;
  let secrets = secretsOf(options);
  const dashboard = createDashboard(store, await mintKey("anon", secrets[0]), options.dashboard ?? {});
  const timeouts = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.connectionCheckMs,
  };
  const { tls, traceUrl } = options;
  const tracer = traceUrl === undefined ? undefined : createTracer({ url: traceUrl, logger });
  const secureServer =
    tls && createTlsServer({ ...timeouts, ...tls, handshakeTimeout: limits.headersTimeoutMs });
  const server = secureServer ?? createServer(timeouts);
  const listener = createRequestListener({
    store,
    secrets,
    dashboard,
    logger,
    declared: options.declared && mergeDeclarations(options.declared),
    pseudonyms: options.pseudonyms,
    admit: createAdmit(options.rates ?? {}, options.trustedProxies ?? []),
    connections: countConnections(server, secureServer === undefined ? "connection" : "secureConnection"),
    tracer,
  });
  server.on("request", listener.onRequest);
  server.on("clientError", (error, socket) => refuseConnection(error, socket, listener.lastAnswer(socket)));

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: limits.maxPendingConnections }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP address");
  const url = `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
  logger.info({ url }, "listening");

  return {
    url,
    port: address.port,
    async renew(renewable) {
      const renewed = secretsOf(renewable);
      const anonKey = await mintKey("anon", renewed[0]);
      if (renewable.tls !== undefined) secureServer?.setSecureContext(renewable.tls);
      listener.takeKeysOf(renewed);
      dashboard.anonKey = anonKey;
      if (secrets.some((secret) => !renewed.includes(secret))) dashboard.sessions.endAll();
      secrets = renewed;
      logger.info({ secrets: secrets.length }, "renewed");
    },
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
      await tracer?.close();
      logger.info("closed");
    },
  };
}

/** The one that signs first. @throws Error when one is too short */
function secretsOf({ secret, previousSecrets = [] }: Renewable): Secrets {
  const checked = (one: string): string => checkedSecret(one, "the options");
  return [checked(secret), ...previousSecrets.map(checked)];
}
