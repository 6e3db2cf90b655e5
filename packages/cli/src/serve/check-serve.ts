// astrolabe serve --check: looks at all that the collector would need, changes nothing, and says what it found.
import { X509Certificate } from "node:crypto";
import { createServer } from "node:net";
import { checkProxy, findSecrets, readSecrets } from "@astrolabe/collector";
import { probeStore } from "@astrolabe/store";
import { couldNotListen } from "./could-not-listen.ts";
import { ok, problem, type Verdict, warning } from "../doctor/finding.ts";
import { dayMs, minCertificateDays } from "../limits.ts";
import { keepRawMs } from "../keep-raw.ts";
import { readDeclarationFiles } from "../read-declaration-files.ts";
import { checkPseudonymsChosen } from "./open-chosen-pseudonyms.ts";
import type { ReadSettings } from "./read-settings.ts";
import { readTlsFiles } from "./read-tls-files.ts";
import type { Settings } from "./settings.ts";
import { storeUrlOf } from "./store-url.ts";

export interface ServeFinding extends Verdict {
  readonly check: string;
}

interface Subject {
  readonly read: ReadSettings;
  readonly settings: Settings;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What is looked at, in the order in which a start would. */
export const serveChecks: readonly {
  readonly name: string;
  readonly look: (subject: Subject) => Verdict | Promise<Verdict>;
}[] = [
  { name: "settings", look: lookAtSettings },
  { name: "events", look: lookAtEvents },
  { name: "pseudonyms", look: lookAtPseudonyms },
  { name: "secret", look: lookAtSecret },
  { name: "certificate", look: lookAtCertificate },
  { name: "proxies", look: lookAtProxies },
  { name: "store", look: lookAtStore },
  { name: "address", look: lookAtAddress },
];

/** Every check gives one verdict, whatever the others found. */
export async function checkServe(subject: Omit<Subject, "settings">): Promise<readonly ServeFinding[]> {
  const whole = { ...subject, settings: subject.read.settings };
  return Promise.all(
    serveChecks.map(async ({ name, look }) => ({ check: name, ...(await verdictOf(look, whole)) })),
  );
}

async function verdictOf(
  look: (subject: Subject) => Verdict | Promise<Verdict>,
  subject: Subject,
): Promise<Verdict> {
  try {
    return await look(subject);
  } catch (error) {
    return problem(error instanceof Error ? error.message : String(error));
  }
}

function lookAtSettings({ read }: Subject): Verdict {
  if (read.faults.length > 0) return problem(read.faults.map(({ message }) => message).join(" "));
  if (read.settings.keepRaw !== undefined) keepRawMs(read.settings.keepRaw);
  const chosen = Object.values(read.origins).filter((origin) => origin !== "default");
  return ok(chosen.length === 0 ? "all are the defaults" : `from ${chosen.join(", ")}`);
}

async function lookAtEvents({ settings }: Subject): Promise<Verdict> {
  if (settings.events.length === 0) return ok("all events are taken");
  const declared = (await readDeclarationFiles(settings.events)).flatMap(({ events }) => Object.keys(events));
  return ok(`taken are ${declared.join(", ")}`);
}

function lookAtPseudonyms({ settings, dataDir }: Subject): Verdict {
  checkPseudonymsChosen(settings, dataDir);
  return ok(
    `developers are stored ${settings.pseudonyms ? `under ${settings.pseudonyms} names` : "as they come"}`,
  );
}

async function lookAtSecret({ settings, dataDir, env }: Subject): Promise<Verdict> {
  const source = findSecrets({ dataDir, env, file: settings.secretFile });
  const secrets = await readSecrets(source);
  const where = source.kind === "variable" ? "ASTROLABE_JWT_SECRET" : source.path;
  if (secrets === undefined) return ok(`none is there yet; the first start makes one in ${where}`);
  const previous = secrets.length - 1;
  return ok(`from ${where}${previous === 0 ? "" : `, and ${previous} before it`}`);
}

async function lookAtCertificate({ settings }: Subject): Promise<Verdict> {
  const files = await readTlsFiles(settings);
  if (files === undefined) return ok("none: plain HTTP");
  const { subjectAltName = "no name", validFromDate, validToDate } = new X509Certificate(files.cert);
  if (validFromDate.getTime() > Date.now()) {
    return problem(
      `it is not valid before ${validFromDate.toISOString()}`,
      "set the clock of this machine right",
    );
  }
  const days = Math.floor((validToDate.getTime() - Date.now()) / dayMs);
  if (days < 0) return problem(`it expired on ${validToDate.toISOString()}`, "renew it");
  if (days < minCertificateDays) return warning(`it expires in ${days} days`, "renew it, then send SIGHUP");
  return ok(`for ${subjectAltName}, for ${days} more days`);
}

function lookAtProxies({ settings }: Subject): Verdict {
  for (const proxy of settings.trustProxy) checkProxy(proxy);
  if (settings.trustProxy.length > 0)
    return ok(`X-Forwarded-For is believed from ${settings.trustProxy.join(", ")}`);
  if (settings.addressRate === undefined) return ok("none is trusted");
  return ok("none is trusted: the address rate is that of whoever connects");
}

async function lookAtStore({ settings, dataDir }: Subject): Promise<Verdict> {
  const { database, isThere, missingMigrations } = await probeStore(storeUrlOf(settings, dataDir));
  if (!isThere) return ok(`${database} can be made`);
  if (missingMigrations === 0) return ok(`${database} can be opened`);
  return warning(
    `${database} can be opened; ${missingMigrations} migrations will run, and then older versions can't open it`,
    "make a backup before you start",
  );
}

async function lookAtAddress({ settings: { host, port } }: Subject): Promise<Verdict> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, host, resolve);
    });
  } catch (error) {
    throw couldNotListen(error, host, port);
  }
  await new Promise((resolve) => server.close(resolve));
  return ok(port === 0 ? `${host}, on any port that is free` : `port ${port} of ${host} is free`);
}
