/**
 * The proxy that requests for a URL go through: `https_proxy` or `http_proxy`, whichever is the URL's, unless `no_proxy`
 * names its host; each in lower case or, failing that, in upper. As curl has it, which is as near to a standard as there is.
 * Throws a TypeError when the variable holds no address of an HTTP proxy: going past a proxy is not for us to decide.
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const [name, value] =
    url.protocol === "https:"
      ? ["HTTPS_PROXY", env["https_proxy"] || env["HTTPS_PROXY"]]
      : ["HTTP_PROXY", env["http_proxy"] || env["HTTP_PROXY"]];
  if (!value?.trim() || isExempt(url, env["no_proxy"] || env["NO_PROXY"] || "")) return undefined;
  const address = value.includes("://") ? value.trim() : `http://${value.trim()}`;
  if (URL.canParse(address) && /^https?:/.test(address)) return new URL(address);
  throw new TypeError(`${name} is no address of a proxy such as http://proxy:3128`);
}

/** Hosts and domains with an optional port, separated by commas or blanks; `*` is all of them. */
function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = withoutBrackets(hostname);
  const itsPort = port || (protocol === "https:" ? "443" : "80");
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === "*") return true;
      const [, address, name, onlyPort = itsPort] =
        /^(?:\[(.*)\]|(?:\*?\.)?([^:]*|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? [];
      const domain = address ?? name;
      if (!domain || onlyPort !== itsPort) return false;
      return host === domain || host.endsWith(`.${domain}`);
    });
}

/** A host name, or an IP address as everything but a URL writes it. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}
