// SHA-256 and HMAC in plain JavaScript. Loading node:crypto takes 2 to 4 ms of the host's start, which is more than all
// the rest of recording an event; the few blocks hashed here take 0.3 ms. Tested against node:crypto.

/** FIPS 180-4, section 4.2.2: the fractional parts of the cube roots of the first 64 primes. */
// prettier-ignore
const roundConstants = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

/** FIPS 180-4, section 5.3.3: the fractional parts of the square roots of the first 8 primes. */
// prettier-ignore
const initialState = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
);

const blockBytes = 64;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The SHA-256 digest (FIPS 180-4), 32 bytes. */
export function sha256(message: Uint8Array): Buffer {
  return toBytes(addBlocks(initialState, pad(message, message.length)));
}

/** FIPS 180-4, section 5.1.1: the end of a message of so many bytes, filled up to whole blocks. */
function pad(rest: Uint8Array, messageBytes: number): Buffer {
  const padded = Buffer.alloc(Math.ceil((rest.length + 9) / blockBytes) * blockBytes);
  padded.set(rest);
  padded[rest.length] = 0x80;
  // The length in bits takes 64 bits; nothing hashed here comes near 2^32.
  padded.writeUInt32BE(messageBytes * 8, padded.length - 4);
  return padded;
}

/** The state that follows from another by whole blocks: FIPS 180-4, section 6.2.2. */
function addBlocks(start: Int32Array, blocks: Buffer): Int32Array {
  const state = start.slice();
  const schedule = new Int32Array(64);
  for (let offset = 0; offset < blocks.length; offset += blockBytes) {
    addBlock(state, schedule, blocks, offset);
  }
  return state;
}

/** Written for an interpreter: it runs too few times to be compiled. */
function addBlock(state: Int32Array, schedule: Int32Array, padded: Buffer, offset: number): void {
  for (let t = 0; t < 16; t++) schedule[t] = padded.readInt32BE(offset + t * 4);
  for (let t = 16; t < 64; t++) {
    const early = schedule[t - 15] ?? 0;
    const late = schedule[t - 2] ?? 0;
    const sigma0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const sigma1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    schedule[t] = (schedule[t - 16] ?? 0) + sigma0 + (schedule[t - 7] ?? 0) + sigma1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + (roundConstants[t] ?? 0) + (schedule[t] ?? 0)) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const [a0 = 0, b0 = 0, c0 = 0, d0 = 0, e0 = 0, f0 = 0, g0 = 0, h0 = 0] = state;
  state.set([a + a0, b + b0, c + c0, d + d0, e + e0, f + f0, g + g0, h + h0]);
}

/** HMAC-SHA-256 (RFC 2104), 32 bytes. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Buffer {
  return joinHmac(hmacHalves(key, message));
}

/**
 * What an HMAC is made of: SHA256(outer key, inner digest) from its middle on. Together they make the HMAC; neither tells
 * the key, or of which message it is.
 */
export interface HmacHalves {
  /** SHA-256's state after the outer key, which is one block: 32 bytes. */
  readonly outer: Buffer;
  /** The digest of inner key and message: 32 bytes. */
  readonly inner: Buffer;
}

export function hmacHalves(key: Uint8Array, message: Uint8Array): HmacHalves {
  const block = Buffer.alloc(blockBytes, 0x36);
  const shortKey = key.length > blockBytes ? sha256(key) : key;
  xorInto(block, shortKey);
  const inner = sha256(Buffer.concat([block, message]));
  block.fill(0x5c);
  xorInto(block, shortKey);
  return { outer: toBytes(addBlocks(initialState, block)), inner };
}

export function joinHmac({ outer, inner }: HmacHalves): Buffer {
  const state = Int32Array.from({ length: 8 }, (_, word) => outer.readInt32BE(word * 4));
  return toBytes(addBlocks(state, pad(inner, blockBytes + inner.length)));
}

function xorInto(block: Buffer, key: Uint8Array): void {
  for (let index = 0; index < key.length; index++) block[index] = (block[index] ?? 0) ^ (key[index] ?? 0);
}

/** The words of a state, each with its high byte first. Takes the state's own memory. */
function toBytes(state: Int32Array): Buffer {
  const bytes = Buffer.from(state.buffer);
  return isLittleEndian ? bytes.swap32() : bytes;
}
