export {};

/** The few globals that Node, Electron and every page have alike. What is not listed here does not exist for `shared`. */
declare global {
  class URL {
    constructor(url: string, base?: string);
    static canParse(url: string, base?: string): boolean;
    readonly origin: string;
    readonly hostname: string;
    readonly host: string;
    readonly port: string;
    protocol: string;
    pathname: string;
    search: string;
    hash: string;
    username: string;
    password: string;
    readonly href: string;
    toString(): string;
  }
  class URLSearchParams {
    constructor(query: string);
    [Symbol.iterator](): IterableIterator<[name: string, value: string]>;
  }
  class TextEncoder {
    encode(text: string): Uint8Array;
  }
  class TextDecoder {
    constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
    decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
  }
  /** One byte for each character; throws for a character above 255. */
  function btoa(bytes: string): string;
  /** The inverse of `btoa`; throws for text that is not Base64. */
  function atob(base64: string): string;
  function structuredClone<T>(value: T): T;
  interface JSON {
    /** Stands for a JSON text that `JSON.stringify` writes unchanged. Only for strings, numbers, booleans and null. */
    rawJSON(text: string): object;
    /** `source` is the text of a string, number, boolean or null. */
    parse(text: string, reviver: (name: string, value: unknown, context: { source?: string }) => unknown): unknown;
  }
}
