// Is the object read last a run of the task, whose, when, and did it succeed? `src/run.ts` says what these mean.
import { begin, developer, end, exitCode, id, inner, isRow, name, outer, user, username } from "./fields";
import { instantOf, odd, unusable } from "./instant";
import { isRepeated, skipsRepeats } from "./seen-ids";
import { addRun } from "./tally";
import { isTask, taskLength } from "./task";
import { isDigit } from "./text";
import { digitsEnd } from "./value";

/** The day, since 1970-01-01, on which an instant lies in the zone that was asked for. */
declare function dayInZone(epochSeconds: f64): i32;

let isZoned: bool = false;
/** Runs that only lack a usable timestamp. */
export let undated: f64 = 0;

const unknown: usize = memory.data<u8>([0x75, 0x6e, 0x6b, 0x6e, 0x6f, 0x77, 0x6e, 0]);
const unknownLength: usize = 7;

/** What {@link nameOf} gives for a number, which JavaScript has to write. */
const numeric: usize = 1;
let nameLength: usize = 0;

export function setZoned(zoned: bool): void {
  isZoned = zoned;
}

/** Counts the object if it is a run. @returns false when that is for JavaScript to say */
export function countRun(): bool {
  const event = isRow ? inner : outer;
  const nameAt = begin(event, name);
  if (nameAt == 0 || load<u8>(nameAt) != 0x22) return true;
  if (end(event, name) - nameAt - 2 != taskLength || !isTask(nameAt + 1)) return true;

  const codeAt = begin(event, exitCode);
  if (codeAt == 0) return true;
  const sign = load<u8>(codeAt);
  if (sign != 0x2d && !isDigit(sign)) return true;
  // A fraction or an exponent may or may not make a zero.
  const digitsAt = sign == 0x2d ? codeAt + 1 : codeAt;
  if (digitsEnd(digitsAt) != end(event, exitCode)) return false;

  const instant = instantOf(event);
  if (instant == odd) return false;
  if (instant == unusable) {
    undated++;
    return true;
  }
  let who = nameOf(event, developer);
  if (who == 0) who = nameOf(event, user);
  if (who == 0) who = nameOf(event, username);
  if (who == numeric) return false;
  if (who == 0) {
    who = unknown;
    nameLength = unknownLength;
  }
  const idAt = begin(outer, id);
  if (idAt != 0) {
    const idEnd = end(outer, id);
    const first = load<u8>(idAt);
    if (first == 0x22) {
      if (idEnd - idAt > 2 && isRepeated(idAt + 1, idEnd - idAt - 2) && skipsRepeats) return true;
    } else if (first == 0x2d || isDigit(first)) {
      if (digitsEnd(idAt) != idEnd || idEnd - idAt > 15) return false;
      if (isRepeated(idAt, idEnd - idAt) && skipsRepeats) return true;
    }
  }
  // A whole number is 0 when it begins with 0.
  addRun(who, nameLength, weekOf(instant), load<u8>(digitsAt) == 0x30);
  return true;
}

/** The address of a non-empty string's first character, `numeric`, or 0 when the field names nobody. */
function nameOf(event: usize, field: usize): usize {
  const at = begin(event, field);
  if (at == 0) return 0;
  const byte = load<u8>(at);
  if (byte == 0x22) {
    nameLength = end(event, field) - at - 2;
    return nameLength == 0 ? 0 : at + 1;
  }
  return byte == 0x2d || isDigit(byte) ? numeric : 0;
}

/** Weeks since the one of 1970-01-01, plus one. From Tuesday to Saturday all zones are in the same week. */
function weekOf(instant: i64): u32 {
  let day = <i32>(instant / 86_400);
  if (isZoned) {
    const weekday = (day + 3) % 7;
    if (weekday == 0 || weekday == 6) day = dayInZone(<f64>instant);
  }
  return (day + 3) / 7 + 1;
}
