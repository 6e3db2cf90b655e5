import { createHmac } from "node:crypto";
import { hostileBody, someId } from "./hostile-body.ts";
import type { Random } from "./random.ts";

/** Bytes to send, and what they lead to. */
export interface HostileRequest {
  readonly method: string;
  readonly bytes: Buffer;
  /** False when the server waits for more of it, or can't find where it ends: then nothing may follow it. */
  readonly framed: boolean;
}

/** A request that may be wrong anywhere: target, headers, key, body, framing. */
export function hostileRequest(random: Random, secret: string, keys: readonly string[]): HostileRequest {
  const method = random.chance(0.8) ? "POST" : random.pick(methods);
  const headers = [
    `Host: ${random.pick(["localhost", "127.0.0.1", "x"])}`,
    ...hostileHeaders(random, secret, keys),
  ];
  const head = `${method} ${hostileTarget(random)} HTTP/1.1\r\n${headers.join("\r\n")}\r\n`;
  if (method !== "POST" && random.chance(0.8))
    return { method, bytes: Buffer.from(`${head}\r\n`, "latin1"), framed: true };
  return { method, ...framedBody(head, hostileBody(random), random) };
}

const methods = [
  "GET",
  "GET",
  "GET",
  "HEAD",
  "OPTIONS",
  "PUT",
  "PATCH",
  "DELETE",
  "PROPFIND",
  "TRACE",
  "QUERY",
];

function framedBody(head: string, body: Buffer, random: Random): Pick<HostileRequest, "bytes" | "framed"> {
  const withHead = (headers: string, rest: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${head}${headers}\r\n\r\n`, "latin1"), rest]);
  const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]);
  const chunks =
    body.length === 0 ? Buffer.from("0\r\n\r\n") : Buffer.concat([chunk, Buffer.from("0\r\n\r\n")]);
  const kind = random.int(1000);
  if (kind < 850) return { bytes: withHead(`Content-Length: ${body.length}`, body), framed: true };
  if (kind < 970) return { bytes: withHead("Transfer-Encoding: chunked", chunks), framed: true };
  const broken = [
    withHead(`Content-Length: ${body.length + 1 + random.int(50)}`, body),
    withHead(
      `Content-Length: ${random.pick(["-1", "1e3", "0x10", "99999999999999999999", "5, 6", " "])}`,
      body,
    ),
    withHead(`Content-Length: ${body.length}\r\nContent-Length: ${body.length + 1}`, body),
    withHead(`Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`, chunks),
    withHead(
      "Transfer-Encoding: chunked",
      Buffer.from(`${random.pick(["zz", "-1", "ffffffffffffffffff", ""])}\r\n`),
    ),
    withHead("Transfer-Encoding: gzip, chunked", chunks),
    withHead("Transfer-Encoding: identity", body),
    withHead(`X: ${"y".repeat(70_000)}`, body),
    withHead(`X\u0001: 1\r\nContent-Length: ${body.length}`, body),
    withHead("Content-Length: 9000000", body),
    Buffer.from("GET /rest/v1/events?\xe7 HTTP/1.1\r\n\r\n", "latin1"),
    random.bytes(200),
  ];
  return { bytes: random.pick(broken), framed: false };
}

const tables = ["nsm", "nsm", "nope", "__proto__", "rpc/f", "events/", "/events", "", "event"];
const otherPaths = [
  "/",
  "/healthz",
  "/api/v1/metric?task=a&from=x",
  "/api/v1/metric?to=2026-W99",
  "/api/v1/report?from=2026-W10&to=1583-W01",
  "/nope",
  "/openapi.json",
];
const parameters = [
  "select=*",
  "select=id,payload->>name",
  "select=(",
  "select=a:b:c",
  "select=payload->-1->>x",
  "select=,",

  "order=id.desc",
  "order=id.up",
  "order=payload->>a.asc.nullsfirst",
  "limit=-1",
  "limit=5",
  "limit=1e9",

  "offset=99999999999999",
  "offset=2",
  "columns=id,payload",
  "columns=",
  "columns=%22id%22",
  "on_conflict=id",

  "on_conflict=nope",
  "id=eq.1",
  "id=in.(",
  "id=in.(,)",
  'id=in.("a\\',
  "id=is.null",
  "payload->n=gte.3",
  "payload->n=lt.1e400",
  "payload->>name=like.*c%25_\\",
  "payload->>name=not.ilike.%25I%25",
  "payload=like.a",
  "received_at=gt.2026-11-22T00:00:00Z",
  "received_at=lt.99999-01-01",
  "select=received_at,payload->a",
  "order=payload->>name.nullsfirst,received_at.desc.nullslast",

  "payload->n=eq.{",
  "payload->>a=not.eq.b",
  "payload=is.true",
  "nope=eq.1",
  "or=(id.eq.1)",
  "%",
  "%ff=eq.1",

  "=",
  "a",
  "id=not.",
  "id=eq(any).{1}",
  "payload->>%00=eq.%00",
  "__proto__=eq.1",
  "id=eq.%F0%9F%92%A5",
];

function hostileTarget(random: Random): string {
  if (random.chance(0.05)) return random.pick(otherPaths);
  const path = `/rest/v1/${random.chance(0.8) ? "events" : random.pick(tables)}`;
  if (random.chance(0.6)) return path;
  if (random.chance(0.02)) return `${path}?id=eq.${"x".repeat(20_000)}`;
  if (random.chance(0.02)) return `${path}?select=payload${"->a".repeat(5000)}`;
  if (random.chance(0.2)) return `${path}?id=gt.${someId(random)}`;
  const noise = (): string =>
    random
      .bytes(random.int(12))
      .toString("latin1")
      .replaceAll(/[^!-~]/g, "*");
  const count = 1 + random.int(3);
  return `${path}?${Array.from({ length: count }, () => (random.chance(0.8) ? random.pick(parameters) : noise())).join("&")}`;
}

const prefers = [
  "return=minimal",
  "return=representation",
  "return=headers-only",
  "resolution=ignore-duplicates",
  "count=exact",

  "resolution=merge-duplicates",
  "missing=default",
  "handling=strict",
  "handling=strict,max-affected=1",
  "max-affected=x",
  "tx=rollback",
  "x=",
  "=",
  ",,,",
  "__proto__=1",
];
const types = [
  "application/json",
  "application/json;charset=utf-8",
  "text/plain",
  "text/csv",
  "a/b",
  ";",
  "APPLICATION/JSON",
];
const accepts = [
  "*/*",
  "application/json",
  "text/csv",
  "application/vnd.pgrst.object+json",
  "application/vnd.pgrst.array+json;nulls=stripped",
  "application/vnd.pgrst.object+json; nulls=stripped",
  ";q=",
  "a/b;q=2,*/*;q=x",
];
const ranges = ["0-1", "5-1", "-", "9-", "bytes=0-1", "99999999999999999999-"];
const others = [
  "Content-Encoding: gzip",
  "Origin: null",
  "Accept-Profile: x",
  "Content-Profile: x",
  "X: \xff\xfe",
  "X-Y:",
];

function hostileHeaders(random: Random, secret: string, keys: readonly string[]): string[] {
  const headers: string[] = [];
  if (random.chance(0.9))
    headers.push(`Content-Type: ${random.chance(0.85) ? types[0] : random.pick(types)}`);
  if (random.chance(0.5)) headers.push(`Prefer: ${random.pick(prefers)},${random.pick(prefers)}`);
  if (random.chance(0.1)) headers.push(`Accept: ${random.pick(accepts)}`);
  if (random.chance(0.05)) headers.push(`Range: ${random.pick(ranges)}`);
  if (random.chance(0.05)) headers.push(random.pick(others));
  if (random.chance(0.8)) {
    const key = random.chance(0.7) ? random.pick(keys) : hostileKey(random, secret);
    headers.push(
      random.chance(0.5)
        ? `apikey: ${key}`
        : `Authorization: ${random.pick(["Bearer ", "bearer ", "", "Basic "])}${key}`,
    );
  }
  return headers;
}

function hostileKey(random: Random, secret: string): string {
  const part = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString("base64url");
  const algorithm = random.pick(["HS256", "none", "None", "HS512", "RS256", "", 5, null]);
  const claims = random.pick([
    { role: "service_role" },
    { role: "postgres" },
    { role: "service_role", exp: 1 },
    { role: "service_role", nbf: 1e12 },
    { role: { a: 1 }, exp: "x" },
    [],
    null,
    "x",
  ]);
  const content = `${part({ alg: algorithm, typ: "JWT" })}.${part(claims)}`;
  const signature = createHmac("sha256", random.chance(0.5) ? secret : "another secret")
    .update(content)
    .digest("base64url");
  const noise = random.bytes(20).toString("base64url");
  return random.pick([
    `${content}.${signature}`,
    `${content}.`,
    `${content}.${noise}`,
    noise,
    "a.b.c",
    "..",
    content,
    "x".repeat(8000),
  ]);
}
