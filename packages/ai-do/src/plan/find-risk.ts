// What our own rules call risky: what can't be taken back, reaches beyond the folder, or runs what nobody has read. They
// catch slips, of a person or of a model. They can't stop somebody who hides a command on purpose; only reading can.

import { maxJudgedChars } from "../limits.ts";

/** Between a command and its flags: at most so far, within the same simple command. */
const within = "[^;&|\\n]{0,400}?";

const rules: readonly (readonly [risk: string, pattern: RegExp])[] = [
  ["runs with another user's rights", command("sudo|doas|su|pkexec|runas")],
  ["deletes without asking", command("rm", `${within}(?:\\s-\\w*[rRf]|\\s--(?:recursive|force)|\\*)`)],
  ["deletes what it finds", command("find|fd", `${within}\\s-(?:delete|exec(?:dir)?\\s+rm\\b)`)],
  [
    "deletes files",
    command("shred|srm|unlink|rmtree|rmSync|unlinkSync|Remove-Item|(?:rd|rmdir|del)\\s+/\\w"),
  ],
  ["deletes what the other side doesn't have", command("rsync", `${within}\\s--delete`)],
  [
    "writes to a disk itself",
    command("dd|mkfs(?:\\.\\w+)?|mkswap|wipefs|blkdiscard|s?fdisk|parted|diskutil|format\\s+\\w:"),
  ],
  ["writes to a device", /(?:>|\bof=)\s*\/dev\/(?!(?:null|zero|full|tty|stdin|stdout|stderr|fd)\b)/],
  [
    "runs what it is given, unread",
    /\|\s*(?:\w+=\S*\s+)*(?:(?:sudo|env|exec|xargs)\s+)*[\w./]*?\b(?:(?:ba|z|da|k|c|fi)?sh|python[\d.]*|perl|ruby|node|iex)(?![\w.-])/,
  ],
  [
    "runs what it downloads",
    /\b(?:\w*sh|eval|source|iex)\s[^\n]{0,400}?(?:[<$]\(|`)[^\n]{0,400}?\b(?:curl|wget)\b/,
  ],
  [
    "replaces or drops what others have",
    command(
      "git",
      `${within}\\bpush\\b${within}(?:\\s-\\w*[fd]|\\s--(?:force|mirror|delete|prune)|\\s\\+\\w)`,
    ),
  ],
  [
    "drops work that is not committed",
    command(
      "git",
      `${within}\\b(?:reset\\s${within}--hard|clean\\s${within}-\\w*[fdx]|checkout\\s${within}(?:--\\s|-f\\b|\\.(?:\\s|$))|restore\\s|stash\\s+(?:drop|clear))`,
    ),
  ],
  [
    "drops or rewrites history",
    command(
      "git",
      `${within}\\b(?:branch\\s${within}-D|filter-branch|filter-repo|reflog\\s+expire|update-ref\\s+-d)`,
    ),
  ],
  ["changes the rights of a whole tree", command("chmod|chown|chgrp", `${within}\\s(?:-\\w*R|--recursive)`)],
  ["lets everybody write", command("chmod", `${within}\\s(?:[0-7]?777|a\\+\\w*w|o\\+\\w*w)\\b`)],
  ["ends other programs", command("kill|killall|pkill|taskkill|xkill")],
  [
    "stops the machine, or a service of it",
    command(
      "shutdown|reboot|halt|poweroff|init\\s+[06]|(?:systemctl|launchctl|service)\\b[^;&|\\n]{0,400}?\\b(?:stop|disable|mask|unload|reboot|poweroff)",
    ),
  ],
  ["starts itself without end", /:\s*\(\s*\)\s*\{[^}]*:\s*\|\s*:/],
  ["changes users or the firewall", command("useradd|userdel|usermod|passwd|visudo|iptables|nft|ufw")],
  ["drops scheduled jobs", command("crontab", `${within}\\s-r\\b`)],
  [
    "publishes for everybody",
    command(
      "npm|pnpm|yarn|cargo|gem|twine|docker|podman|helm",
      `${within}\\b(?:publish|unpublish|upload|push)\\b`,
    ),
  ],
  [
    "changes what runs elsewhere",
    command(
      "terraform|tofu|pulumi|kubectl|helm|aws|gcloud|az|heroku|fly",
      `${within}\\b(?:apply|destroy|delete|drain|uninstall|rm|rb|up|scale|terminate-\\w+)\\b`,
    ),
  ],
  ["removes containers, images or volumes", command("docker|podman", `${within}\\b(?:prune|rm|rmi)\\b`)],
  [
    "deletes from a database",
    /\b(?:drop\s+(?:table|database|schema|view)|truncate\s+table|delete\s+from|dropdb)\b/i,
  ],
];

/** In what way a command is risky; undefined if no rule says that it is. */
export function findRisk(text: string): string | undefined {
  if (text.length > maxJudgedChars) return "is too long to be looked through";
  // The shell reads `r\m`, `"rm"` and rm alike.
  const plain = text.replaceAll(/["'\\]/g, "");
  return rules.find(([, pattern]) => pattern.test(plain))?.[0];
}

/** A program's name where one can stand, with or without a path, and what makes it risky. */
function command(names: string, flags = ""): RegExp {
  return new RegExp(`(?<![\\w.-])(?:${names})(?![\\w-])${flags}`);
}
