// Runs and successful runs by developer and week, in two open-addressing tables: developers by name, and counts by
// developer and week. Both double when they are three quarters full.
import { areEqual } from "./equal-bytes";
import { hashOf, mix } from "./hash";

/** A developer: hash, address and length of the name. */
const nameBytes: usize = 16;
let names: usize = heap.alloc(64 * nameBytes);
let namesCapacity: usize = 64;
let namesCount: usize = 0;
/** The developers' numbers by the hash of their name, each plus one; 0 is a free place. */
let numbers: usize = zeros(128 * 4);
let numbersMask: usize = 127;

/** A count: developer's number and week, runs, successful runs. A week is never 0, so a free place is one without a key. */
const countBytes: usize = 24;
let counts: usize = zeros(128 * countBytes);
let countsMask: usize = 127;
let countsUsed: usize = 0;

/** @param week weeks since the one of 1970-01-01, plus one */
export function addRun(nameAt: usize, nameLength: usize, week: u32, successful: bool): void {
  const key = ((<u64>developerNumber(nameAt, nameLength)) << 32) | week;
  let place = countPlace(key);
  if (load<u64>(place) == 0) {
    if (countsUsed * 4 >= countsMask * 3) {
      growCounts();
      place = countPlace(key);
    }
    store<u64>(place, key);
    countsUsed++;
  }
  store<f64>(place, load<f64>(place, 8) + 1, 8);
  if (successful) store<f64>(place, load<f64>(place, 16) + 1, 16);
}

function developerNumber(at: usize, length: usize): u32 {
  const hash = hashOf(at, length, 0);
  let place = (<usize>hash) & numbersMask;
  while (true) {
    const number = load<u32>(numbers + place * 4);
    if (number == 0) break;
    const entry = names + <usize>(number - 1) * nameBytes;
    if (
      load<u64>(entry) == hash &&
      <usize>load<u32>(entry, 12) == length &&
      areEqual(load<u32>(entry, 8), at, length)
    )
      return number - 1;
    place = (place + 1) & numbersMask;
  }
  return addDeveloper(hash, at, length);
}

function addDeveloper(hash: u64, at: usize, length: usize): u32 {
  if (namesCount == namesCapacity) {
    const larger = heap.alloc(2 * namesCapacity * nameBytes);
    memory.copy(larger, names, namesCapacity * nameBytes);
    heap.free(names);
    names = larger;
    namesCapacity *= 2;
  }
  const entry = names + namesCount * nameBytes;
  // With room for those who read ahead.
  const copy = heap.alloc(length + 16);
  memory.copy(copy, at, length);
  store<u64>(entry, hash);
  store<u32>(entry, <u32>copy, 8);
  store<u32>(entry, <u32>length, 12);
  namesCount++;
  if (namesCount * 4 >= numbersMask * 3) growNumbers();
  else placeNumber(namesCount - 1);
  return <u32>namesCount - 1;
}

function growNumbers(): void {
  heap.free(numbers);
  numbersMask = numbersMask * 2 + 1;
  numbers = zeros((numbersMask + 1) * 4);
  for (let number: usize = 0; number < namesCount; number++) placeNumber(number);
}

function placeNumber(number: usize): void {
  let place = (<usize>load<u64>(names + number * nameBytes)) & numbersMask;
  while (load<u32>(numbers + place * 4) != 0) place = (place + 1) & numbersMask;
  store<u32>(numbers + place * 4, <u32>number + 1);
}

function countPlace(key: u64): usize {
  let place = (<usize>mix(key)) & countsMask;
  while (true) {
    const at = counts + place * countBytes;
    const there = load<u64>(at);
    if (there == key || there == 0) return at;
    place = (place + 1) & countsMask;
  }
}

function growCounts(): void {
  const old = counts;
  const oldEnd = old + (countsMask + 1) * countBytes;
  countsMask = countsMask * 2 + 1;
  counts = zeros((countsMask + 1) * countBytes);
  for (let at = old; at < oldEnd; at += countBytes) {
    const key = load<u64>(at);
    if (key != 0) memory.copy(countPlace(key), at, countBytes);
  }
  heap.free(old);
}

export function zeros(bytes: usize): usize {
  const at = heap.alloc(bytes);
  memory.fill(at, 0, bytes);
  return at;
}

export function namesAt(): usize {
  return names;
}

export function namesNumber(): usize {
  return namesCount;
}

export function countsAt(): usize {
  return counts;
}

export function countsPlaces(): usize {
  return countsMask + 1;
}
