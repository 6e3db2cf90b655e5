import { isIP } from "node:net";
import { connect } from "node:tls";
import { checkTimeoutMs, dayMs, minCertificateDays } from "../limits.ts";
import { ok, problem, type Verdict, warning } from "./finding.ts";

interface Handshake {
  /** Why this machine does not trust the certificate; undefined if it does. */
  readonly distrust: string | undefined;
  /** Epoch milliseconds; NaN if it can't be read. */
  readonly validToMs: number;
}

/** Whether the server's certificate is trusted, and will be for a while. */
export async function checkCertificate(host: string, port: number, nowMs: number): Promise<Verdict> {
  let handshake: Handshake;
  try {
    handshake = await shakeHands(host, port);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem(
      `no TLS with ${host}:${port}: ${reason.replace(/^.*routines:[^:]*:/s, "").trim()}`,
      "if the server speaks plain HTTP there, EVENTS_URL begins with http://; if not, its TLS set-up is broken",
    );
  }
  const { distrust, validToMs } = handshake;
  if (distrust !== undefined) return untrusted(host, distrust);
  const days = Math.floor((validToMs - nowMs) / dayMs);
  const until = Number.isNaN(validToMs) ? "" : `, for ${days} more days`;
  if (days >= minCertificateDays || Number.isNaN(validToMs))
    return ok(`the certificate of ${host} is trusted${until}`);
  return warning(
    `the certificate of ${host} expires in ${days} days, and then nothing arrives`,
    "renew it on the server; find out why that did not happen by itself",
  );
}

/** Goes on whatever the certificate is, and sends nothing. Rejects if there is no handshake in time. */
function shakeHands(host: string, port: number): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      rejectUnauthorized: false,
      timeout: checkTimeoutMs,
      ...(isIP(host) === 0 && { servername: host }),
    });
    socket.once("secureConnect", () => {
      const { valid_to: validTo } = socket.getPeerCertificate();
      resolve({
        distrust: socket.authorized ? undefined : String(socket.authorizationError),
        validToMs: Date.parse(validTo),
      });
      socket.destroy();
    });
    socket.once("timeout", () => socket.destroy(new Error(`no answer within ${checkTimeoutMs / 1000} s`)));
    socket.once("error", reject);
  });
}

/** The codes are OpenSSL's, as Node names them: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function untrusted(host: string, code: string): Verdict {
  if (code.includes("CERT_HAS_EXPIRED"))
    return problem(`the certificate of ${host} has expired`, "renew it on the server");
  if (code.includes("NOT_YET_VALID"))
    return problem(`the certificate of ${host} is not valid yet`, "set the clock of this machine right");
  if (code.includes("ALTNAME")) {
    return problem(
      `the certificate is for another name than ${host}`,
      "use the name that the certificate has in EVENTS_URL, or have this one added to it",
    );
  }
  return problem(
    `this machine does not trust the certificate of ${host}: ${code}`,
    "if your organisation signs its own certificates, set NODE_EXTRA_CA_CERTS to the file of its root certificate " +
      "(PEM); else the server must send a certificate of a public authority with its whole chain",
  );
}
