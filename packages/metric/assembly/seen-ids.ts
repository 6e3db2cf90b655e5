// Which ids have been there: all of them, or of those whose hash ends in so many zeros that they are few enough. An
// open-addressing table of hashes of 128 bits, half full at most.
import { hashOf } from "./hash";
import { zeros } from "./tally";

const entryBytes: usize = 16;
let entries: usize = 0;
let placesMask: usize = 0;
let used: usize = 0;
let maxIds: usize = 0;
/** A run with an id that had been there is not counted. Otherwise ids are a sample, to tell whether that would matter. */
export let skipsRepeats: bool = false;
/** The bits of a hash that are 0 in the sample. */
export let sampleMask: u64 = 0;

/** How many runs were not counted, or in a sample would not have been, since their id had been there. */
export let repeats: f64 = 0;
/** There were more ids than may be kept. */
export let isFull: bool = false;

export function keepIds(max: usize, skipping: bool): void {
  if (entries != 0) heap.free(entries);
  maxIds = max;
  skipsRepeats = skipping;
  placesMask = 1023;
  entries = zeros(1024 * entryBytes);
  used = 0;
  sampleMask = 0;
  repeats = 0;
  isFull = false;
}

/** @returns whether this one had been there */
export function isRepeated(at: usize, length: usize): bool {
  if (maxIds == 0) return false;
  // Never 0, which marks a free place.
  const hash = hashOf(at, length, 0x6a09e667f3bcc909) | ((<u64>1) << 63);
  if ((hash & sampleMask) != 0) return false;
  const second = skipsRepeats ? hashOf(at, length, 0xbb67ae8584caa73b) : 0;
  const place = placeOf(hash, second);
  if (load<u64>(place) != 0) {
    repeats++;
    return true;
  }
  store<u64>(place, hash);
  store<u64>(place, second, 8);
  used++;
  if (used == maxIds) atMaximum();
  else if (used * 2 > placesMask) rebuild(placesMask * 2 + 1);
  return false;
}

/** The low bits of a hash choose the sample, those in the middle the place. */
function placeOf(hash: u64, second: u64): usize {
  let place = (<usize>(hash >> 24)) & placesMask;
  while (true) {
    const at = entries + place * entryBytes;
    const there = load<u64>(at);
    if (there == 0 || (there == hash && load<u64>(at, 8) == second)) return at;
    place = (place + 1) & placesMask;
  }
}

function atMaximum(): void {
  if (skipsRepeats) {
    isFull = true;
  } else {
    sampleMask = sampleMask * 2 + 1;
    rebuild(placesMask);
  }
}

function rebuild(newMask: usize): void {
  const old = entries;
  const oldEnd = old + (placesMask + 1) * entryBytes;
  placesMask = newMask;
  entries = zeros((placesMask + 1) * entryBytes);
  used = 0;
  for (let at = old; at < oldEnd; at += entryBytes) {
    const hash = load<u64>(at);
    if (hash == 0 || (hash & sampleMask) != 0) continue;
    const place = placeOf(hash, load<u64>(at, 8));
    memory.copy(place, at, entryBytes);
    used++;
  }
  heap.free(old);
}

export function idsAt(): usize {
  return entries;
}

export function idsPlaces(): usize {
  return maxIds == 0 ? 0 : placesMask + 1;
}
