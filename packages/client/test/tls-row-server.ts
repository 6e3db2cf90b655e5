import { execFileSync } from "node:child_process";
import { createServer } from "node:https";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listen } from "./row-server.ts";

export interface TlsRowServer extends AsyncDisposable {
  readonly port: number;
  /** The certificate that clients have to trust. */
  readonly certPath: string;
  readonly rows: { readonly id: string }[];
  readonly keys: (string | undefined)[];
}

/** A server with a certificate for `collector.test` and loopback that nobody signed but itself. */
export async function startTlsRowServer(folder: string): Promise<TlsRowServer> {
  const keyPath = join(folder, "key.pem");
  const certPath = join(folder, "cert.pem");
  const kind = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
  ];
  const names = ["-subj", "/CN=test", "-addext", "subjectAltName=DNS:collector.test,IP:127.0.0.1,IP:::1"];
  execFileSync("openssl", [...kind, ...names, "-keyout", keyPath, "-out", certPath], { stdio: "ignore" });
  const rows: { id: string }[] = [];
  const keys: (string | undefined)[] = [];
  const server = createServer(
    { key: readFileSync(keyPath), cert: readFileSync(certPath) },
    (request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        keys.push(request.headers["apikey"]?.toString());
        rows.push(...(JSON.parse(body) as { id: string }[]));
        response.writeHead(201).end();
      });
    },
  );
  return {
    port: await listen(server),
    certPath,
    rows,
    keys,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
