import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  readonly certPath: string;
}

/** A certificate that nobody signed but itself, made by openssl in a folder. */
export async function makeCertificate(
  folder: string,
  { names, days }: { readonly names: string; readonly days: number },
): Promise<Certificate> {
  const keyPath = join(folder, "key.pem");
  const certPath = join(folder, "cert.pem");
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=${names}`, "-days", String(days)];
  await promisify(execFile)("openssl", [...request, ...subject, "-keyout", keyPath, "-out", certPath]);
  return { key: await readFile(keyPath, "utf8"), cert: await readFile(certPath, "utf8"), certPath };
}

/** The same certificate, as one that expired yesterday. */
export async function expireCertificate({ certPath }: Certificate): Promise<void> {
  const keyPath = certPath.replace(/cert\.pem$/, "key.pem");
  const again = ["x509", "-in", certPath, "-signkey", keyPath, "-days", "-1", "-out", certPath];
  await promisify(execFile)("openssl", again);
}
