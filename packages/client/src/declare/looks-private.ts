// What no text that fits a pattern may look like, whatever the pattern admits. It knows looks only: a login name that is one
// plain word passes, which is why a list of values is better than a pattern wherever there is one.

import { maxDeclaredTextLength, maxPlainTextLength } from "../limits.ts";

export type PrivateLook = "a path" | "an address" | "a token" | "free text";

/** Of three numbers at most, so an IPv4 address is none; after three digits only short ones, as no telephone number has. */
const version =
  /^v?((\d{1,2}|20\d\d)(\.\d{1,5}){1,2}|\d{3}(\.\d{1,2}){1,2})(-(alpha|beta|rc|pre|next|canary|nightly|dev)([.-]?\d{1,8})?)?$/;

const tokenPrefix =
  /^(sk|pk|rk|gh[a-z]|github_pat|glpat|xox[a-z]|npm|pypi|hf|AKIA|ASIA|AIza|eyJ)[-_A-Z0-9a-z]{6}/;

/** What a text looks like that may say who or where somebody is, or what they did; undefined for a plain short word. */
export function looksPrivate(text: string): PrivateLook | undefined {
  if (text.length > maxDeclaredTextLength) return "free text";
  if (version.test(text)) return undefined;
  if (text.includes("://") || text.includes("@") || /%40/i.test(text)) return "an address";
  if (/[/\\]|^~|^\.|^[A-Za-z]:/.test(text)) return "a path";
  // A UUID has groups like an address of hardware.
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)) return "a token";
  // IPv4, IPv6 and MAC addresses; then names of hosts and of files: letters after a dot.
  if (/\d{1,3}([.-]\d{1,3}){3}|([0-9a-f]{0,4}[:-]){3}/i.test(text) || text.includes(":")) return "an address";
  if (/\.\d*[A-Za-z]/.test(text)) return "an address";
  // Blanks, punctuation and whatever is not ASCII.
  if (!/^[\w.+-]*$/.test(text)) return "free text";
  if (looksLikeToken(text)) return "a token";
  return text.length > maxPlainTextLength || /([A-Za-z]+[_.+-]){3}[A-Za-z]/.test(text)
    ? "free text"
    : undefined;
}

/** A known beginning, many digits (a telephone, a card, a hash), or letters of both cases mixed with digits. */
function looksLikeToken(text: string): boolean {
  if (tokenPrefix.test(text) || /\d{7}/.test(text.replaceAll(/[._+-]/g, ""))) return true;
  if (/(?=[a-f]*\d)[0-9a-f]{12}/i.test(text.replaceAll("-", ""))) return true;
  return text.length >= 12 && /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
}
