import { EventEmitter } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { extname, isAbsolute } from "node:path";
import type {
  BrowserWindowConstructorOptions,
  HandlerDetails,
  BrowserWindow as RealBrowserWindow,
  WebContents as RealWebContents,
} from "electron";
import type { CDPSession, Page, Route } from "playwright-core";
import { app } from "./app.ts";
import { electronVersion, openBrowser } from "./browser.ts";
import type { DoubleOf } from "./double-of.ts";
import { ipcMain } from "./ipc-main.ts";
import { MessagePortMain } from "./message-port-main.ts";
import { openWindows, sandbox } from "./open-windows.ts";
import { closeEventsOfPorts, preloadWorld } from "./preload-world.ts";
import { PreventableEvent } from "./preventable-event.ts";
import { handlerOf, isCustomScheme, toAppUrl, toChromiumUrl } from "./protocol.ts";
import { note, problem } from "./report.ts";

const preloadWorldName = "electron-preload";
/** Says to the page that the main process closed its port. */
const closedPortText = "electron-double:closed";

/** Shows a window as a page of Chromium. Its preload runs in an isolated world, and its ports use the DevTools protocol. */
export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return ([...openWindows] as BrowserWindow[]).toReversed();
  }

  readonly webContents = new WebContents();
  readonly #opened: Promise<Page>;
  readonly #size: { readonly width: number; readonly height: number };
  #isShown = false;
  #isMaximized = false;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error("Cannot create BrowserWindow before app is ready");
    const { preload, sandbox: isSandboxed, contextIsolation, nodeIntegration, webSecurity } = options.webPreferences ?? {};
    if (contextIsolation === false) problem("contextIsolation is off");
    if (nodeIntegration === true) problem("nodeIntegration is on");
    if (webSecurity === false) problem("webSecurity is off");
    if (!sandbox.isForAll && isSandboxed === false) problem("sandbox is off");
    if (preload !== undefined) checkPreload(preload);
    this.#size = { width: options.width ?? 800, height: options.height ?? 600 };
    openWindows.add(this);
    this.#opened = this.webContents.open(this.#size, preload);
    this.#opened.then(
      (page) => {
        page.on("domcontentloaded", () => this.emit("ready-to-show"));
        page.on("close", () => this.#closed());
      },
      (failure: Error) => problem(`window: ${failure.message}`),
    );
    app.emit("browser-window-created", {}, this);
    app.emit("web-contents-created", {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    await this.#opened;
    await this.webContents.load(url);
  }

  show(): void {
    this.#isShown = true;
    note({ event: "shown" });
  }

  focus(): void {
    note({ event: "focused" });
  }

  restore(): void {
    this.show();
  }

  maximize(): void {
    this.#isMaximized = true;
  }

  isVisible(): boolean {
    return this.#isShown;
  }

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  isDestroyed(): boolean {
    return !openWindows.has(this);
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, ...this.#size };
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit("close", event);
    if (!event.isPrevented) void this.#opened.then((page) => page.close());
  }

  #closed(): void {
    if (!openWindows.delete(this)) return;
    this.emit("closed");
    if (openWindows.size === 0) app.emit("window-all-closed");
  }
}

class WebContents extends EventEmitter {
  #page: Page | undefined;
  #devTools: CDPSession | undefined;
  #preloadContext: number | undefined;
  /** The address that the app itself is loading; only other navigations emit `will-navigate`. */
  #loading = "";
  #windowOpenHandler: ((details: HandlerDetails) => { action: string }) | undefined;
  readonly #ports = new Map<number, MessagePortMain>();

  get mainFrame(): { url: string; origin: string; parent: null } {
    const url = this.getURL();
    return { url, origin: /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(url)?.[0] ?? "null", parent: null };
  }

  getURL(): string {
    return toAppUrl(this.#page?.url() ?? "");
  }

  setWindowOpenHandler(handler: (details: HandlerDetails) => { action: string }): void {
    this.#windowOpenHandler = handler;
  }

  sendInputEvent(event: { readonly type: string; readonly keyCode?: string; readonly modifiers?: readonly string[] }): void {
    if (event.type !== "keyDown" || event.keyCode === undefined) return;
    const modifiers = (event.modifiers ?? []).map((modifier) => `${modifier[0]?.toUpperCase()}${modifier.slice(1)}`);
    void this.#page?.keyboard.press([...modifiers, event.keyCode].join("+"));
  }

  reload(): void {
    void this.#page?.reload();
  }

  /** Only for the window of the double. */
  async open(viewport: { width: number; height: number }, preload: string | undefined): Promise<Page> {
    const { context, version } = await openBrowser();
    const page = await context.newPage();
    this.#page = page;
    await page.setViewportSize(viewport);
    reportProblemsOf(page);
    page.on("domcontentloaded", () => this.emit("dom-ready"));
    page.on("load", () => this.emit("did-finish-load"));
    page.on("popup", (popup) => void this.#handlePopup(popup));
    await page.route("**/*", (route) => this.#handleRequest(route));

    this.#devTools = await context.newCDPSession(page);
    await this.#devTools.send("Page.enable");
    await this.#devTools.send("Runtime.enable");
    this.#devTools.on("Runtime.executionContextCreated", ({ context: made }) => {
      if (made.name !== preloadWorldName) return;
      this.#preloadContext = made.id;
      this.#closePorts(); // the ports of the earlier document are closed
    });
    page.on("close", () => this.#closePorts());
    await this.#devTools.send("Runtime.addBinding", { name: "electronDoubleSend", executionContextName: preloadWorldName });
    this.#devTools.on("Runtime.bindingCalled", ({ name, payload }) => {
      if (name === "electronDoubleSend") this.#fromPreload(JSON.parse(payload));
    });
    await this.#devTools.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${closeEventsOfPorts})("${closedPortText}")` });
    if (preload !== undefined) {
      const versions = JSON.stringify({ electron: electronVersion, chrome: version, node: process.versions.node });
      // The parameters hide globals of the page that a sandboxed preload does not have, as in Electron's wrapper.
      const built = `function (require, process, module, exports, Buffer, global, setImmediate, clearImmediate, __filename, __dirname) {${readFileSync(preload, "utf8")}\n}`;
      await this.#devTools.send("Page.addScriptToEvaluateOnNewDocument", {
        worldName: preloadWorldName,
        source: `(${preloadWorld})(${versions}, "${closedPortText}", ${built})`,
      });
    }
    return page;
  }

  /** Only for the window of the double. */
  async load(url: string): Promise<void> {
    this.#loading = new URL(url).href;
    try {
      const response = await this.#page?.goto(toChromiumUrl(url));
      note({ event: "loaded", url, status: response?.status() });
    } catch (failure) {
      problem(`loadURL ${url}: ${String(failure)}`);
      throw failure;
    } finally {
      this.#loading = "";
    }
  }

  async #handleRequest(route: Route): Promise<void> {
    const request = route.request();
    const url = toAppUrl(request.url());
    if (request.isNavigationRequest() && request.frame().parentFrame() === null && this.#loading !== url) {
      const event = Object.assign(new PreventableEvent(), { url });
      this.emit("will-navigate", event, url);
      if (event.isPrevented) return route.abort("aborted");
    }
    const scheme = url.split(":")[0] ?? "";
    const handler = handlerOf(scheme);
    if (handler === undefined) {
      if (!isCustomScheme(scheme)) return route.continue();
      problem(`no protocol handler for ${scheme}:`);
      return route.abort("failed");
    }
    try {
      const response = await handler(new Request(url, { method: request.method(), headers: request.headers() }));
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    } catch (failure) {
      problem(`protocol handler for ${url}: ${String(failure)}`);
      await route.abort("failed");
    }
  }

  async #handlePopup(popup: Page): Promise<void> {
    const details = { url: toAppUrl(popup.url()), frameName: "", features: "", disposition: "foreground-tab" } as HandlerDetails;
    const action = this.#windowOpenHandler?.(details).action ?? "allow";
    note({ event: "popup", url: details.url, action });
    if (action === "deny") await popup.close();
  }

  #fromPreload(message: FromPreload): void {
    if (message.kind === "preload-error") problem(`preload: ${message.text}`);
    const port = "port" in message ? this.#ports.get(message.port) : undefined;
    if (message.kind === "port-message" && port !== undefined) MessagePortMain.deliver(port, message.data);
    if (message.kind === "port-close" && port !== undefined) MessagePortMain.disconnect(port);
    if (message.kind !== "post") return;
    if (ipcMain.listenerCount(message.channel) === 0) problem(`no listener for “${message.channel}”`);
    const ports = message.ports.map((id) => {
      const created = new MessagePortMain({
        send: (data) => this.#toPreload({ kind: "port-message", port: id, data }),
        close: () => this.#toPreload({ kind: "port-close", port: id }),
      });
      this.#ports.set(id, created);
      return created;
    });
    ipcMain.emit(message.channel, { sender: this, senderFrame: this.mainFrame, ports }, message.message);
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) MessagePortMain.disconnect(port);
    this.#ports.clear();
  }

  #toPreload(message: object): void {
    const expression = `electronDoubleReceive(${JSON.stringify(JSON.stringify(message))})`;
    // Messages to a closed page are dropped, as for a port whose other end is closed.
    this.#devTools?.send("Runtime.evaluate", { contextId: this.#preloadContext ?? 0, expression }).catch(() => {});
  }
}

type FromPreload =
  | { readonly kind: "post"; readonly channel: string; readonly message: unknown; readonly ports: readonly number[] }
  | { readonly kind: "port-message"; readonly port: number; readonly data: unknown }
  | { readonly kind: "port-close"; readonly port: number }
  | { readonly kind: "preload-error"; readonly text: string };

({}) as WebContents satisfies DoubleOf<RealWebContents>;
({}) as BrowserWindow satisfies DoubleOf<RealBrowserWindow>;

function checkPreload(path: string): void {
  if (!isAbsolute(path)) problem(`the preload's path is not absolute: ${path}`);
  if (extname(path) === ".mjs") problem("a sandboxed preload cannot be an ES module");
  if (!existsSync(path)) problem(`there is no preload at ${path}`);
}

function reportProblemsOf(page: Page): void {
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" || /Content Security Policy|Trusted Types/.test(text)) problem(`console ${message.type()}: ${text}`);
  });
  page.on("pageerror", (failure) => problem(`page error: ${failure.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // Requests of a page that was left, and prevented navigations, are aborted: this is not a problem.
    if (reason !== "net::ERR_ABORTED") problem(`request failed: ${toAppUrl(request.url())} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problem(`HTTP ${response.status()} ${toAppUrl(response.url())}`);
  });
}
