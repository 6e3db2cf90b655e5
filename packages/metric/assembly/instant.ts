// When a run ended, in whole epoch seconds: enough to say which week that lies in. Only what is common is read here,
// and only where flooring to seconds surely gives the week that the definition's floating point gives.
import { begin, end, endTs, time, timestamp, ts } from "./fields";
import { digitsEnd, numberEnd } from "./value";
import { isDigit } from "./text";

/** Verdicts that are no instant; every instant is greater than 0. */
export const odd: i64 = 0;
export const unusable: i64 = -1;
const saysNothing: i64 = -2;

const year10000: i64 = 253_402_300_800;
const firstMilliseconds: i64 = 100_000_000_000;

/** The first of the four fields that says anything decides. */
export function instantOf(fields: usize): i64 {
  let instant = read(fields, endTs);
  if (instant == saysNothing) instant = read(fields, timestamp);
  if (instant == saysNothing) instant = read(fields, ts);
  if (instant == saysNothing) instant = read(fields, time);
  return instant == saysNothing ? unusable : instant;
}

function read(fields: usize, field: usize): i64 {
  const at = begin(fields, field);
  if (at == 0) return saysNothing;
  const byte = load<u8>(at);
  if (isDigit(byte)) return fromNumber(at, end(fields, field));
  if (byte == 0x22) return fromString(at + 1, end(fields, field) - 1);
  if (byte == 0x6e || byte == 0x66) return saysNothing; // null, false
  // true, an object, an array; negative numbers may still be -0.
  return byte == 0x2d ? odd : unusable;
}

function fromString(at: usize, stop: usize): i64 {
  if (at == stop) return saysNothing;
  if (stop - at >= 10 && load<u8>(at + 4) == 0x2d) return fromDate(at, stop);
  if (!isDigit(load<u8>(at)) || numberEnd(at) != stop) return odd;
  const instant = fromNumber(at, stop);
  // The string "0" is not empty: it says something that can't be used.
  return instant == saysNothing ? unusable : instant;
}

/**
 * A number that is valid JSON. Rounded to a double it could only reach the next second from beyond .999, and from 1e13
 * on, where doubles lie further apart than a thousandth, from anywhere: both are odd, as are exponents.
 */
function fromNumber(at: usize, stop: usize): i64 {
  const wholeEnd = digitsEnd(at);
  if (wholeEnd - at > 15) return odd;
  const whole = digits(at, wholeEnd);
  if (wholeEnd != stop) {
    if (load<u8>(wholeEnd) != 0x2e || digitsEnd(wholeEnd + 1) != stop) return odd;
    const isNearlyNext = stop - wholeEnd > 3 && digits(wholeEnd + 1, wholeEnd + 4) == 999;
    if (whole == 0 || isNearlyNext || whole >= 10_000_000_000_000) return odd;
  }
  if (whole == 0) return saysNothing;
  const seconds = whole >= firstMilliseconds ? whole / 1000 : whole;
  return seconds > 0 && seconds < year10000 ? seconds : odd;
}

/** ISO 8601, extended format. What doesn't fit is odd: JavaScript says whether it is unusable. */
function fromDate(at: usize, stop: usize): i64 {
  if (!isDate(at)) return odd;
  const day = dayNumber(digits(at, at + 4), digits(at + 5, at + 7), digits(at + 8, at + 10));
  if (day < 0) return odd;
  let seconds = day * 86_400;
  if (stop - at > 10) {
    const between = load<u8>(at + 10);
    if ((between != 0x54 && between != 0x20) || stop - at < 16) return odd;
    const clock = at + 11;
    const minutes = clockMinutes(clock);
    if (minutes < 0) return odd;
    seconds += minutes * 60;
    let rest = clock + 5;
    if (rest < stop && load<u8>(rest) == 0x3a) {
      if (stop - rest < 3 || !areTwoDigits(rest + 1)) return odd;
      const second = digits(rest + 1, rest + 3);
      if (second > 59) return odd;
      seconds += second;
      rest += 3;
      if (rest < stop && (load<u8>(rest) == 0x2e || load<u8>(rest) == 0x2c)) {
        const fractionEnd = digitsEnd(rest + 1);
        if (fractionEnd == rest + 1) return odd;
        rest = fractionEnd;
      }
    }
    if (rest < stop) {
      const sign = load<u8>(rest);
      if (sign == 0x5a) {
        if (rest + 1 != stop) return odd;
      } else {
        if ((sign != 0x2b && sign != 0x2d) || stop - rest != 6) return odd;
        const offset = clockMinutes(rest + 1) * 60;
        if (offset < 0) return odd;
        seconds += sign == 0x2d ? offset : -offset;
      }
    }
  }
  return seconds > 0 && seconds < year10000 ? seconds : odd;
}

/** `dddd-dd-dd` */
function isDate(at: usize): bool {
  for (let place: usize = 0; place < 10; place++) {
    const byte = load<u8>(at + place);
    if (place == 4 || place == 7 ? byte != 0x2d : !isDigit(byte)) return false;
  }
  return true;
}

/** `hh:mm` in minutes, or -1 */
function clockMinutes(at: usize): i64 {
  if (!areTwoDigits(at) || load<u8>(at + 2) != 0x3a || !areTwoDigits(at + 3)) return -1;
  const hour = digits(at, at + 2);
  const minute = digits(at + 3, at + 5);
  return hour > 23 || minute > 59 ? -1 : hour * 60 + minute;
}

function areTwoDigits(at: usize): bool {
  return isDigit(load<u8>(at)) && isDigit(load<u8>(at + 1));
}

function digits(from: usize, to: usize): i64 {
  let value: i64 = 0;
  for (let at = from; at < to; at++) value = value * 10 + load<u8>(at) - 0x30;
  return value;
}

/** Days since 1970-01-01 of a Gregorian date, or -1 when it is impossible or before. */
function dayNumber(year: i64, month: i64, day: i64): i64 {
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return -1;
  // Years begin in March here, so that the leap day is their last.
  const shifted = year - (month < 3 ? 1 : 0);
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468;
}

function daysIn(year: i64, month: i64): i64 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}
