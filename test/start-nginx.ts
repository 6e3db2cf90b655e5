// nginx with the site of deploy/nginx/astrolabe.conf, on loopback, with its files in a folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { root } from "./source-files.ts";

export const nginxPath: string | undefined = [
  "/usr/sbin/nginx",
  "/usr/bin/nginx",
  "/usr/local/bin/nginx",
].find((path) => existsSync(path));

/** A port of this machine, or an address with a port. */
type Upstream = number | string;

export interface Nginx {
  readonly url: string;
  /** Writes the site anew and reloads it, as an operator does who adds or takes away a collector. */
  setCollectors(collectors: readonly Upstream[]): Promise<void>;
  stop(): Promise<void>;
}

/** With a certificate it speaks HTTPS, else HTTP. */
export async function startNginx(
  collectors: readonly Upstream[],
  certificate?: { readonly cert: string; readonly key: string },
): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-nginx-"));
  await chmod(folder, 0o755);
  const port = await freePort();
  await writeFile(join(folder, "nginx.conf"), mainConfiguration);
  const writeSite = (upstreams: readonly Upstream[]): Promise<void> =>
    writeFile(join(folder, "site.conf"), siteConfiguration(upstreams, port, certificate));
  await writeSite(collectors);
  const child = spawn(
    nginxPath ?? "nginx",
    ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "error.log"],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const ended = once(child, "exit");
  await untilListening(port);
  return {
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    async setCollectors(upstreams) {
      await writeSite(upstreams);
      child.kill("SIGHUP");
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const mainConfiguration = `
  daemon off;
  worker_processes 1;
  ${process.getuid?.() === 0 ? "user root;" : ""}
  pid nginx.pid;
  events { worker_connections 1024; }
  http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    include site.conf;
  }`;

/** The project's site, with what it marks changed. */
function siteConfiguration(
  collectors: readonly Upstream[],
  port: number,
  certificate: { readonly cert: string; readonly key: string } | undefined,
): string {
  const site = readFileSync(join(root, "deploy/nginx/astrolabe.conf"), "utf8");
  const upstream = /^ *server 127\.0\.0\.1:54321(.*;)$/m;
  if (!upstream.test(site)) throw new Error("the site names no collector");
  const servers = collectors
    .map((one) => `server ${typeof one === "number" ? `127.0.0.1:${one}` : one}$1`)
    .join("\n");
  const listening = site
    .replace(upstream, servers)
    .replace(/listen 443 ssl;/, `listen 127.0.0.1:${port}${certificate === undefined ? "" : " ssl"};`);
  if (certificate === undefined) return listening.replace(/^ *ssl_certificate.*$/gm, "");
  return listening
    .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate.cert};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${certificate.key};`);
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    const open = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await wait(25);
  }
  throw new Error("nginx doesn't listen");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
