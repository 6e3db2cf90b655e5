// How a request gets on its way: straight to its server, or through the proxy that the environment names. Node heeds those
// variables itself only from version 22.21 on, and only if told to.

import type * as Http from "node:http";
import type { ClientRequest, OutgoingHttpHeaders, RequestOptions } from "node:http";
import type * as Https from "node:https";
import type { Socket } from "node:net";
import { proxyFor, withoutBrackets } from "./proxy.ts";

/** Makes a request whose body and events are the caller's. Rejects when a proxy lets nobody through. */
export async function openRequest(
  url: URL,
  options: Omit<RequestOptions, "headers"> & { readonly headers: OutgoingHttpHeaders },
  env: NodeJS.ProcessEnv,
): Promise<ClientRequest> {
  const proxy = proxyFor(url, env);
  const { request } = moduleOf(url);
  if (proxy === undefined) return request(url, options);
  if (url.protocol === "http:") {
    const { origin, pathname, search, host, username, password } = url;
    return moduleOf(proxy).request(proxy, {
      ...options,
      agent: false,
      // The server's own login; that of the proxy is in a header.
      auth: username || password ? login(url) : null,
      path: `${origin}${pathname}${search}`,
      headers: { ...options.headers, Host: host, ...proxyLogin(proxy) },
    });
  }
  const tunnel = await openTunnel(proxy, url, options.signal);
  const { isIP } = process.getBuiltinModule("node:net");
  const { connect } = process.getBuiltinModule("node:tls");
  const host = withoutBrackets(url.hostname);
  return request(url, {
    ...options,
    createConnection: () => connect({ socket: tunnel, host, servername: isIP(host) ? "" : host }),
  });
}

/** Asks a proxy for a connection to a server: RFC 9110, section 9.3.6. */
async function openTunnel(proxy: URL, url: URL, signal: AbortSignal | undefined): Promise<Socket> {
  const authority = `${url.hostname}:${url.port || 443}`;
  return await new Promise((resolve, reject) => {
    moduleOf(proxy)
      .request(proxy, {
        method: "CONNECT",
        path: authority,
        headers: { Host: authority, ...proxyLogin(proxy) },
        auth: null,
        agent: false,
        signal,
      })
      .once("connect", ({ statusCode }, socket) => {
        if (statusCode === 200) {
          resolve(socket);
        } else {
          socket.destroy();
          reject(new Error(`the proxy ${proxy.host} answered HTTP ${statusCode}`));
        }
      })
      .once("error", reject)
      .end();
  });
}

function moduleOf({ protocol }: URL): typeof Http | typeof Https {
  return process.getBuiltinModule(protocol === "https:" ? "node:https" : "node:http");
}

function proxyLogin(proxy: URL): Record<string, string> {
  if (proxy.username === "" && proxy.password === "") return {};
  return { "Proxy-Authorization": `Basic ${Buffer.from(login(proxy)).toString("base64")}` };
}

function login({ username, password }: URL): string {
  return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
}
