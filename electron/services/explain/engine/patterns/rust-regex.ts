import { readRregexBytes } from "./rregex-bytes.ts";

export type CompileResult = "compiled" | "rejected" | "too_large";

/**
 * Rust's `regex`, from the package `rregex`. Not through the package's own JavaScript: that makes one instance for the process, whose allocator keeps 10 to
 * 500 kB of each pattern even after `free()`, until at 4 GB every call ends in a trap. Here compiled patterns are kept, and an instance that has grown beyond
 * `maxMemoryBytes` is dropped with all of them; those still needed are compiled again.
 */
export class RustRegex {
  readonly #maxMemoryBytes: number;
  #instance: Instance | null = null;

  constructor({ maxMemoryBytes }: { maxMemoryBytes: number }) {
    this.#maxMemoryBytes = maxMemoryBytes;
  }

  get memoryBytes(): number {
    return this.#instance?.memoryBytes ?? 0;
  }

  /** Compiles a pattern in Rust's syntax. "too_large": it takes more than 10 MB, which is the native engine's limit too, or than there is. */
  compile(pattern: string): CompileResult {
    return this.#use((instance) => compileResult(instance.compile(pattern)));
  }

  /** Searches `text` in time linear in its length; false where the pattern does not compile, null where memory ran out. */
  search(pattern: string, text: string): boolean | null {
    const found = this.#use((instance) => {
      const compiled = instance.compile(pattern);
      return typeof compiled === "number" && instance.isMatch(compiled, text);
    });
    return found === "too_large" ? null : found;
  }

  #use<Result>(action: (instance: Instance) => Result): Result | "too_large" {
    if (this.memoryBytes > this.#maxMemoryBytes || (this.#instance?.patternCount ?? 0) > maxPatterns) this.#instance = null;
    this.#instance ??= new Instance(rregexModule());
    try {
      return action(this.#instance);
    } catch (failure) {
      // A trap, as when memory runs out, leaves the instance unusable.
      if (!(failure instanceof WebAssembly.RuntimeError)) throw failure;
      this.#instance = null;
      return "too_large";
    }
  }
}

/** Room for about 1,000 patterns with `\w`, 2,000 with `\d`, 40,000 of plain ASCII. */
export const rustRegex = new RustRegex({ maxMemoryBytes: 512 * 1024 * 1024 });

const maxPatterns = 50_000;

let compiledModule: WebAssembly.Module | null = null;

function rregexModule(): WebAssembly.Module {
  compiledModule ??= new WebAssembly.Module(readRregexBytes());
  return compiledModule;
}

function compileResult(compiled: number | "rejected" | "too_large"): CompileResult {
  return typeof compiled === "number" ? "compiled" : compiled;
}

/** The exports of wasm-bindgen for `new RRegex(pattern)` and `isMatch(text)`. Rust frees the texts that it receives. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __wbindgen_start: () => void;
  readonly __wbindgen_malloc: (bytes: number, alignment: number) => number;
  readonly __wbindgen_export_2: WebAssembly.Table;
  readonly __externref_table_dealloc: (index: number) => void;
  readonly rregex_new: (text: number, bytes: number) => [regex: number, error: number, hasFailed: number];
  readonly rregex_isMatch: (regex: number, text: number, bytes: number) => number;
}

class Instance {
  readonly #exports: Exports;
  readonly #compiled = new Map<string, number | "rejected" | "too_large">();

  constructor(module: WebAssembly.Module) {
    const known: Readonly<Record<string, (...given: number[]) => unknown>> = {
      __wbindgen_error_new: (start = 0, bytes = 0) => new Error(this.#readText(start, bytes)),
      __wbindgen_throw: (start = 0, bytes = 0) => {
        throw new Error(this.#readText(start, bytes));
      },
      __wbindgen_init_externref_table: () => this.#initializeTable(),
    };
    const imports = WebAssembly.Module.imports(module).map(({ name }) => [name, known[name] ?? unused(name)]);
    // The names are those of the pinned version; patterns.test.ts fails where they change.
    this.#exports = new WebAssembly.Instance(module, { wbg: Object.fromEntries(imports) }).exports as unknown as Exports;
    this.#exports.__wbindgen_start();
  }

  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  get patternCount(): number {
    return this.#compiled.size;
  }

  compile(pattern: string): number | "rejected" | "too_large" {
    const known = this.#compiled.get(pattern);
    if (known !== undefined) return known;
    const [regex, error, hasFailed] = this.#exports.rregex_new(...this.#passText(pattern));
    const result = hasFailed === 0 ? regex : /size limit/.test(this.#takeError(error)) ? "too_large" : "rejected";
    this.#compiled.set(pattern, result);
    return result;
  }

  isMatch(regex: number, text: string): boolean {
    return this.#exports.rregex_isMatch(regex, ...this.#passText(text)) !== 0;
  }

  #passText(text: string): [start: number, bytes: number] {
    const bytes = Buffer.byteLength(text);
    const start = this.#exports.__wbindgen_malloc(bytes, 1) >>> 0;
    Buffer.from(this.#exports.memory.buffer, start, bytes).write(text, "utf8");
    return [start, bytes];
  }

  #readText(start: number, bytes: number): string {
    return Buffer.from(this.#exports.memory.buffer, start >>> 0, bytes).toString("utf8");
  }

  #takeError(index: number): string {
    const error = this.#exports.__wbindgen_export_2.get(index);
    this.#exports.__externref_table_dealloc(index);
    return String(error);
  }

  /** The first entries stand for JavaScript's constants. */
  #initializeTable(): void {
    const table = this.#exports.__wbindgen_export_2;
    const offset = table.grow(4);
    table.set(0, undefined);
    for (const [place, constant] of [undefined, null, true, false].entries()) table.set(offset + place, constant);
  }
}

function unused(name: string): () => never {
  return () => {
    throw new Error(`rregex called ${name}, which only its other functions need.`);
  };
}
