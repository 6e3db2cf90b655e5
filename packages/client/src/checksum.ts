/**
 * 16 hex digits that tell texts apart: FNV-1a in two lanes of 32 bits. It is no secret's guard and needn't be: it names what
 * lies in the owner's own folder. SHA-256 would do the same at the price of all else that recording an event does.
 */
export function checksum(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9dc5811c;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ index, 0x01000193);
  }
  return toHex(high) + toHex(low);
}

function toHex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
