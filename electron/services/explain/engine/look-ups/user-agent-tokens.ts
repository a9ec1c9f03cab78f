/** A product of a user agent, such as `Chrome/126.0`. */
export interface Token {
  readonly tag: string;
  readonly version: string | null;
}

export type Hint = "linux" | "ios" | "macos" | "windows" | "mobile" | "safari" | "playstation" | "huawei" | "cfnetwork" | "crawler";

export interface UserAgentTokens {
  readonly tokens: readonly Token[];
  /** The first token with a version that names an operating system; null where none does. */
  readonly os: Token | null;
  /** The last token that names a browser beyond doubt; null where none does. */
  readonly browser: Token | null;
  readonly hints: ReadonlySet<Hint>;
}

/** Splits a user agent as the native engine does (statsig-evaluation.md §6.4), with a sliding window of four words. */
export function readTokens(userAgent: string): UserAgentTokens {
  const reading = new Reading(userAgent.split(/[; ]/));
  while (!reading.isDone) reading.readWord();
  return reading;
}

class Reading implements UserAgentTokens {
  readonly tokens: Token[] = [];
  readonly hints = new Set<Hint>();
  os: Token | null = null;
  browser: Token | null = null;
  #hasBot = false;
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get isDone(): boolean {
    return this.#at >= this.#words.length;
  }

  readWord(): void {
    const [word, next, second, third] = [this.#word(0), this.#word(1), this.#word(2), this.#word(3)];
    if (word !== null && !this.#readPhrase(word, next, second, third)) this.#readProduct(word);
    // A phrase takes the words behind its first by itself.
    this.#at += 1;
  }

  /** Words that mean something by themselves or together; false where the word is an ordinary `name/version`. */
  #readPhrase(word: string, next: string | null, second: string | null, third: string | null): boolean {
    if (word.startsWith("AppleTV")) {
      this.#add("ATV OS X", null);
      this.#skip(1);
    } else if (word === "like" && next === "Mac" && second === "OS") {
      this.#skip(3);
    } else if (word === "Mac" && next === "OS") {
      this.hints.add("macos");
      this.#addOs("Mac OS X", this.#takeVersion(second === "X" ? third : second));
      this.#skip(2);
    } else if (word === "iOS" || word === "iPadOS") {
      this.#addOs("iOS", this.#takeVersion(next));
      this.hints.add("ios");
      this.#skip(1);
    } else if (word === "iPhone" && next === "OS") {
      this.#addOs("iOS", this.#takeVersion(second));
      this.#skip(1);
    } else if (word.startsWith("iPad") || word.startsWith("iPhone")) {
      this.hints.add("ios");
      const device = word.startsWith("iPad") ? "iPad" : "iPhone";
      this.#add(device, trimmed(word.split(device)[1]));
    } else if (word.startsWith("Apple-iPhone7C2")) {
      this.hints.add("ios");
      this.#add("iPhone", null);
    } else if (word === "CPU" && next === "OS") {
      this.#add("CPU OS", this.#takeVersion(second));
      this.#skip(1);
    } else if (word === "CrOS") {
      this.#addOs("Chrome OS", this.#takeVersion(next) ?? this.#takeSecondVersion(second));
    } else if (word === "CrKey") {
      this.#addOs("Chromecast", null);
    } else if (word === "PlayStation") {
      this.hints.add("playstation");
      this.#add("PlayStation", null);
    } else if (word === "Android" || word === "Ubuntu") {
      this.#addOs(word, this.#takeVersion(next));
    } else if (word === "Windows" && next === "Phone") {
      this.#addOs("Windows Phone", this.#takeVersion(second));
      this.#skip(1);
    } else if (word.startsWith("Windows")) {
      this.hints.add("windows");
      this.#addOs("Windows", this.#takeWindowsVersion(next, second));
    } else if (word === "MSIE") {
      this.#addBrowser("IE", this.#takeVersion(next));
    } else if (word === "Yahoo!" && next === "Slurp") {
      this.#add("Yahoo! Slurp", null);
      this.#skip(1);
    } else if (word === "Red" && next === "Hat") {
      this.#addOs("Red Hat", null);
      this.#skip(1);
    } else if (word === "Mobile") {
      this.hints.add("mobile");
      this.#add("Mobile", null);
    } else if (word === "Linux" || word === "linux") {
      this.hints.add("linux");
      this.#add("Linux", null);
    } else if (word === "Nintendo" && next === "3DS") {
      this.#add("NetFront NX", null);
      this.#skip(1);
    } else if (word === "like" || Buffer.byteLength(word) <= 2) {
      // Nothing: such words name no product.
    } else if (word === "Better" && next === "Uptime" && second === "Bot") {
      this.#addBot("Better Uptime Bot", null);
    } else if (word === "Radius" && next === "Compilance" && second === "Bot") {
      this.#addBot("Radius Compilance Bot", null);
    } else if (word === "AdsBot-Google-Mobile") {
      this.#addBot("AdsBot-Google", null);
    } else if (word === "Uptime" && next === "Monitoring" && second === "Bot") {
      this.#addBot("Uptime Monitoring Bot", null);
    } else {
      return false;
    }
    return true;
  }

  #readProduct(word: string): void {
    const slash = word.search(/[/;:]/);
    const tag = slash === -1 ? word : (trimmed(word.slice(0, slash)) ?? word);
    const version = slash === -1 ? null : trimmed(word.slice(slash + 1));
    const plainBrowser = Object.hasOwn(browserTags, tag) ? browserTags[tag] : undefined;
    if (plainBrowser !== undefined) {
      if (tag === "EdgiOS" || tag === "CriOS") this.#preferIos(tag);
      this.#addBrowser(plainBrowser, version);
    } else if (tag === "Kindle") {
      this.#noteOs(tag, version);
      this.#addBrowser(tag, version);
    } else if (tag === "Edg") this.#add("Edge", version);
    else if (tag === "OPR") this.#add("Opera", version);
    else if (/[Bb]ot|[Cc]rawler/.test(tag)) this.#addBot(tag, version);
    else if (tag === "CFNetwork") {
      this.hints.add("cfnetwork");
      this.hints.add("ios");
    } else if (version?.includes("crawler") && !["HuaweiBrowser", "Mobile", "Safari", "Edge"].includes(tag)) this.hints.add("crawler");
    else if (tag === "OculusBrowser") this.os = { tag: "Android", version: null };
    else {
      if (tag === "HuaweiBrowser") this.hints.add("huawei");
      if (tag === "Mobile") this.hints.add("mobile");
      if (tag === "Safari") this.hints.add("safari");
      this.#add(tag, version);
    }
  }

  /** Edge and Chrome on an iPad call themselves Mac. */
  #preferIos(tag: string): void {
    if (tag === "CriOS") this.hints.add("ios");
    if (this.os?.tag === "Mac OS X") this.os = { tag: "iOS", version: null };
  }

  #word(offset: number): string | null {
    return trimmed(this.#words[this.#at + offset]);
  }

  #skip(count: number): void {
    this.#at += count;
  }

  /** Versions that follow after a blank must start with a digit. */
  #takeVersion(word: string | null): string | null {
    if (word === null || !/^[0-9]/.test(word)) return null;
    this.#skip(1);
    return word;
  }

  #takeSecondVersion(word: string | null): string | null {
    this.#skip(1);
    return this.#takeVersion(word);
  }

  #takeWindowsVersion(next: string | null, second: string | null): string | null {
    if (next?.startsWith("XP")) {
      this.#skip(1);
      return "XP";
    }
    if (next !== "NT") return this.#takeVersion(next);
    const version = this.#takeVersion(second);
    if (version !== null) this.#skip(1);
    return version;
  }

  #add(tag: string, version: string | null): void {
    this.tokens.push({ tag, version });
  }

  #noteOs(tag: string, version: string | null): void {
    if (version !== null) this.os ??= { tag, version };
  }

  #addOs(tag: string, version: string | null): void {
    this.#noteOs(tag, version);
    this.#add(tag, version);
  }

  #addBrowser(tag: string, version: string | null): void {
    if (version !== null) this.browser = { tag, version };
    this.#add(tag, version);
  }

  /** The first one counts: bots like to add an address with their name in it. */
  #addBot(tag: string, version: string | null): void {
    if (this.#hasBot) return;
    this.#hasBot = true;
    this.browser = { tag, version };
  }
}

const browserTags: Readonly<Record<string, string>> = {
  FxiOS: "Firefox iOS",
  EdgiOS: "Edge Mobile",
  CriOS: "Chrome Mobile iOS",
  GSA: "Google",
  YisouSpider: "YisouSpider",
  SamsungBrowser: "Samsung Internet",
  "ChatGPT-User": "ChatGPT-User",
  "OAI-SearchBot": "OAI-SearchBot",
  NX: "NetFront NX",
  Electron: "Electron",
  IEMobile: "IE Mobile",
};

function trimmed(word: string | undefined): string | null {
  if (word === undefined) return null;
  const bare = word.replace(/^[();,+_"]+|[();,+_"]+$/g, "");
  return bare === "" ? null : bare;
}
