/** The seed that the environment asks to play again, for fast-check's parameters; it prints the one it used itself. */
export function fastCheckSeed(): { seed?: number } {
  const given = process.env.FAST_CHECK_SEED;
  return given === undefined || given === "" ? {} : { seed: Number(given) };
}
