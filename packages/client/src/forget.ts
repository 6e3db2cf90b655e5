// The subpath `@astrolabe/client/forget`: erases all that this machine keeps (`forget/forget` says in which order), and asks
// each server that knows it to forget it. The collector checks with `isProven` that only who may asks.

export { forget, type Forgotten, type ForgetReceipt } from "./forget/forget.ts";
export { readPending } from "./forget/pending.ts";
export { isProof, isProven, type Proof } from "./forget/proof.ts";
