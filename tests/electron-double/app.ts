import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { App as RealApp } from "electron";
import { closeBrowser, openBrowser } from "./browser.ts";
import type { DoubleOf } from "./double-of.ts";
import { openWindows, sandbox } from "./open-windows.ts";
import { PreventableEvent } from "./preventable-event.ts";
import { note, problemCount } from "./report.ts";

class App extends EventEmitter {
  readonly isPackaged = false;
  #isReady: boolean = false;
  #isQuitting: boolean = false;
  #userData = process.env.ELECTRON_DOUBLE_USER_DATA ?? mkdtempSync(join(tmpdir(), "electron-double-"));

  enableSandbox(): void {
    if (this.#isReady) throw new Error("app.enableSandbox() can only be called before app is ready");
    sandbox.isForAll = true;
  }

  getPath(name: string): string {
    if (name === "userData" || name === "sessionData") return this.#userData;
    if (name === "logs") return join(this.#userData, "logs");
    if (name === "home") return homedir();
    if (name === "temp") return tmpdir();
    if (name === "appData") return join(this.#userData, "..");
    throw new Error(`electron-double: app.getPath("${name}") is not doubled`);
  }

  setPath(name: string, path: string): void {
    if (name !== "userData") throw new Error(`electron-double: app.setPath("${name}") is not doubled`);
    mkdirSync(path, { recursive: true });
    this.#userData = path;
  }

  getVersion(): string {
    return JSON.parse(readFileSync("package.json", "utf8")).version;
  }

  getName(): string {
    return JSON.parse(readFileSync("package.json", "utf8")).productName;
  }

  /** The first process to write the lock file has the lock. A second one notifies it with its arguments in a file and a signal, where Electron uses a socket. */
  requestSingleInstanceLock(): boolean {
    mkdirSync(this.#userData, { recursive: true });
    const lockFile = join(this.#userData, "electron-double-lock");
    const argumentsFile = join(this.#userData, "electron-double-arguments");
    const holder = readHolder(lockFile);
    if (holder !== null) {
      writeFileSync(argumentsFile, JSON.stringify(process.argv));
      process.kill(holder, "SIGUSR2");
      return false;
    }
    writeFileSync(lockFile, String(process.pid));
    process.once("exit", () => rmSync(lockFile, { force: true }));
    process.on("SIGUSR2", () => {
      // The listener can be called twice for one signal.
      if (!existsSync(argumentsFile)) return;
      const argv = JSON.parse(readFileSync(argumentsFile, "utf8"));
      rmSync(argumentsFile);
      this.emit("second-instance", {}, argv, process.cwd(), null);
    });
    return true;
  }

  async whenReady(): Promise<void> {
    await openBrowser();
    if (this.#isReady) return;
    this.#isReady = true;
    this.emit("ready");
  }

  isReady(): boolean {
    return this.#isReady;
  }

  quit(): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    const isAllowed = this.#allow("before-quit") && this.#closeWindows() && this.#allow("will-quit");
    if (isAllowed) this.exit(0);
    else this.#isQuitting = false;
  }

  /** Emits an event that listeners can prevent, and returns true if none did. */
  #allow(name: string): boolean {
    const event = new PreventableEvent();
    this.emit(name, event);
    return !event.isPrevented;
  }

  #closeWindows(): true {
    for (const window of [...openWindows]) window.close();
    return true;
  }

  exit(code = 0): void {
    note({ event: "exit", code, problems: problemCount() });
    void closeBrowser().finally(() => process.exit(code));
  }
}

export const app = new App();
app satisfies DoubleOf<RealApp>;

process.on("SIGTERM", () => app.quit());
process.on("SIGINT", () => app.quit());

/** Returns the ID of the running process that has the lock, or null. */
function readHolder(lockFile: string): number | null {
  try {
    const holder = Number(readFileSync(lockFile, "utf8"));
    process.kill(holder, 0);
    return holder;
  } catch {
    return null;
  }
}
