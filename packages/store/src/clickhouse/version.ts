/** The lowest 32 bits: how long ago a version was made, as far as that can matter. */
const timeBits = 32n;

/**
 * The version of a row that takes the place of one with the version `previous` (0: there was none). It counts how often
 * the row was written. Collectors that don't know of each other may make the same count: then one that deletes goes
 * before others, and of others the one that was made first, so that what was answered stays true.
 */
export function nextVersion(previous: bigint, deletes: boolean, nowMs: number): bigint {
  const writes = (previous >> (timeBits + 1n)) + 1n;
  const earliness = (1n << timeBits) - 1n - BigInt.asUintN(Number(timeBits), BigInt(nowMs));
  return (writes << (timeBits + 1n)) | (deletes ? 1n << timeBits : 0n) | earliness;
}
