/** The part of WebAssembly that rust-regex.ts uses; TypeScript has its types only for pages. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    static imports(module: Module): { readonly name: string }[];
  }

  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  }

  class RuntimeError extends Error {}

  interface Memory {
    readonly buffer: ArrayBuffer;
  }

  interface Table {
    get(index: number): unknown;
    set(index: number, value: unknown): void;
    grow(count: number): number;
  }
}
