/** Two at a time; ends after the first step at which there was nothing left to kill. Returns how many there were. */
export async function atEveryStep(play: (killAt: number) => Promise<boolean>): Promise<number> {
  for (let killAt = 1; killAt < 200; killAt += 2) {
    const [isFirstKilled, isSecondKilled] = await Promise.all([play(killAt), play(killAt + 1)]);
    if (!isSecondKilled) return isFirstKilled ? killAt : killAt - 1;
  }
  throw new Error("it has no end");
}
