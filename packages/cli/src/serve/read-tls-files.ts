import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { TlsFiles } from "@astrolabe/collector";
import type { Settings } from "./settings.ts";

/**
 * The certificate and its key; undefined when neither is named.
 * Rejects with an Error that names the file, and what is wrong with it: one without the other, or a key of another certificate.
 */
export async function readTlsFiles({
  tlsCert,
  tlsKey,
}: Pick<Settings, "tlsCert" | "tlsKey">): Promise<TlsFiles | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    const missing = tlsCert === undefined ? "tls-cert" : "tls-key";
    throw new Error(`A certificate and its key go together: name the other one with --${missing}.`);
  }
  const [cert, key] = await Promise.all([readFile(tlsCert, "utf8"), readFile(tlsKey, "utf8")]);
  const certificate = parsed(tlsCert, "certificate", () => new X509Certificate(cert));
  const privateKey = parsed(tlsKey, "key without a passphrase", () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new Error(`${tlsKey} is not the key of the certificate in ${tlsCert}.`);
  }
  return { cert, key };
}

function parsed<T>(path: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${path} holds no ${what} in PEM.`, { cause: error });
  }
}
