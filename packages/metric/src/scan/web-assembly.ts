// The part of WebAssembly that is used here: its types come only with those of browsers.

/** Compiled code; it can be posted to a thread. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: "WebAssembly.Module";
}

export interface WasmMemory {
  /** Another one after it has grown. */
  readonly buffer: ArrayBuffer;
}

export interface WasmGlobal<Value> {
  readonly value: Value;
}

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
}

/** Undefined where the runtime has none, as `node --jitless`. */
export const webAssembly: WebAssemblyApi | undefined = (
  globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi }
).WebAssembly;
