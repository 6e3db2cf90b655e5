import { spawn } from "node:child_process";
import { say } from "../run-program.ts";

/** Posts a desktop notification, by the program that the platform has for that. Never fails: the run is over. */
export async function notify(text: string): Promise<void> {
  const [program, ...args] = notifier(process.platform, text);
  const child = spawn(program, args, { stdio: "ignore", detached: true, windowsHide: true });
  const problem = await new Promise<Error | undefined>((resolve) => {
    child.once("error", resolve);
    child.once("spawn", () => resolve(undefined));
  });
  child.unref();
  if (problem !== undefined) say(`no notification was posted: ${problem.message}. --notify needs ${program}`);
}

/** The text is made by us, of plain words and numbers, so it needs no quoting. */
function notifier(platform: NodeJS.Platform, text: string): [string, ...string[]] {
  if (platform === "darwin") return ["osascript", "-e", `display notification "${text}" with title "ai-do"`];
  if (platform !== "win32") return ["notify-send", "--app-name=ai-do", "ai-do", text];
  const script = `Add-Type -AssemblyName System.Windows.Forms, System.Drawing
    $icon = New-Object System.Windows.Forms.NotifyIcon
    $icon.Icon = [System.Drawing.SystemIcons]::Information
    $icon.Visible = $true
    $icon.ShowBalloonTip(5000, 'ai-do', '${text}', 'Info')
    Start-Sleep -Seconds 6
    $icon.Dispose()`;
  return ["powershell", "-NoProfile", "-NonInteractive", "-Command", script];
}
