import { readTokens, type Token, type UserAgentTokens } from "./user-agent-tokens.ts";

/** The fields of a parsed user agent. An unrecognized name is `Other`, an unrecognized version `0.0.0`. */
export interface UserAgentFacts {
  readonly os_name: string;
  readonly os_version: string;
  readonly browser_name: string;
  readonly browser_version: string;
}

/** The engines do not parse longer user agents. */
export const maxUserAgentLength = 1_000;

/** Returns the user agent field that a condition's field names, in either spelling and any case; undefined for other fields. */
export function userAgentFact(field: string): keyof UserAgentFacts | undefined {
  const lower = field.toLowerCase();
  return Object.hasOwn(factOf, lower) ? factOf[lower] : undefined;
}

const factOf: Readonly<Record<string, keyof UserAgentFacts>> = {
  os_name: "os_name",
  osname: "os_name",
  os_version: "os_version",
  osversion: "os_version",
  browser_name: "browser_name",
  browsername: "browser_name",
  browser_version: "browser_version",
  browserversion: "browser_version",
};

/**
 * Parses a user agent as the native engine's default tokenizer does (statsig-evaluation.md §6.4). Caches the last ones, because many users
 * share few.
 */
export function readUserAgent(userAgent: string): UserAgentFacts {
  const known = cache.get(userAgent);
  if (known !== undefined) return known;
  if (cache.size >= maxCached) cache.clear();
  const facts = parseUserAgent(userAgent);
  cache.set(userAgent, facts);
  return facts;
}

const cache = new Map<string, UserAgentFacts>();
const maxCached = 500;

function parseUserAgent(userAgent: string): UserAgentFacts {
  const tokens = readTokens(userAgent);
  const os = findOs(tokens);
  const browser = findBrowser(tokens);
  return { os_name: os.name, os_version: os.version, browser_name: browser.name, browser_version: browser.version };
}

interface Product {
  readonly name: string;
  readonly version: string;
}

const noVersion = "0.0.0";

function findOs({ os, tokens, hints }: UserAgentTokens): Product {
  if (os !== null) return product(os.tag, os);
  for (const token of tokens) {
    const resolved = osOfToken(token, hints);
    if (resolved !== null) return resolved;
  }
  if (hints.has("ios")) return product("iOS");
  if (hints.has("macos")) return product("Mac OS X");
  if (hints.has("windows")) return product("Windows");
  return product(hints.has("linux") ? "Linux" : "Other");
}

function osOfToken(token: Token, hints: UserAgentTokens["hints"]): Product | null {
  const { tag } = token;
  if (tag === "ATV OS X") return product(tag);
  if (tag === "iPhone OS" || tag === "iOS") return product("iOS", token);
  if (tag === "CPU OS" && hints.has("ios")) return product("iOS", token);
  if (tag === "Version" && hints.has("ios") && hints.has("macos")) return product("iOS", token);
  if (tag === "Android" || tag === "Kindle" || tag === "Ubuntu") return product(tag, token);
  if (tag.startsWith("Android")) return product("Android");
  return tag === "Chromecast" || tag === "Red Hat" ? product(tag) : null;
}

function findBrowser({ browser, tokens, hints }: UserAgentTokens): Product {
  if (browser !== null) return product(browser.tag, browser);
  for (const token of tokens) {
    const resolved = browserOfToken(token, hints);
    if (resolved !== null) return resolved;
  }
  const last = (tag: string) => tokens.findLast((token) => token.tag === tag);
  const android = last("Android");
  const chrome = last("Chrome");
  const version = last("Version");
  if (chrome !== undefined) {
    if (version !== undefined) return product("Chrome Mobile WebView", chrome);
    if (hints.has("mobile") && chrome.version !== null && !hints.has("huawei")) return product("Chrome Mobile", chrome);
    return chrome.version === null && android !== undefined ? product("Android", android) : product("Chrome", chrome);
  }
  if (android !== undefined) return product("Android", android);
  const [first, second] = tokens;
  if (hints.has("cfnetwork") && first !== undefined)
    return first.tag === "NetworkingExtension" ? product("CFNetwork", second) : product(first.tag, first);
  if (hints.has("safari")) {
    const name = hints.has("mobile") && !hints.has("macos") ? "Mobile Safari" : "Safari";
    return version === undefined ? product(name) : product(name, version);
  }
  if (hints.has("ios")) return product("Mobile Safari UI/WKWebView");
  return product(hints.has("crawler") ? "crawler" : "Other");
}

function browserOfToken(token: Token, hints: UserAgentTokens["hints"]): Product | null {
  const isMobile = hints.has("mobile");
  switch (token.tag) {
    case "Firefox":
      return product(isMobile ? "Firefox Mobile" : "Firefox", token);
    case "Yahoo! Slurp":
      return product("Yahoo! Slurp");
    case "Silk":
      return hints.has("playstation") ? product("NetFront NX") : product("Amazon Silk", token);
    case "YaBrowser":
      return product("Yandex Browser", token);
    case "Edge":
      return product(isMobile ? "Edge Mobile" : "Edge", token);
    case "Opera":
      return product(isMobile ? "Opera Mobile" : "Opera", token);
    case "NetFront NX":
    case "axios":
    case "HeadlessChrome":
      return product(token.tag, token);
    default:
      return null;
  }
}

function product(name: string, token?: Token): Product {
  return { name, version: token === undefined ? noVersion : versionOf(token) };
}

const windowsVersions: Readonly<Record<string, string>> = {
  "5.1": "XP",
  "5.2": "XP",
  "6.0": "Vista",
  "6.1": "7",
  "6.3": "8.1",
  "10.0": "10",
};

function versionOf({ tag, version }: Token): string {
  if (version === null) return noVersion;
  if (tag === "Windows") return Object.hasOwn(windowsVersions, version) ? (windowsVersions[version] ?? noVersion) : noVersion;
  const parts = version.split(/[_,.]/);
  // A separator at the end does not start a new part.
  if (parts.at(-1) === "") parts.pop();
  const [major, minor, ...rest] = parts;
  if (major === undefined) return noVersion;
  const hasThree = tag === "YaBrowser" || tag === "Opera" || tag === "NetFront NX";
  const kept = [major, ...(minor === undefined ? [] : [/^\d*/.exec(minor)?.[0] ?? ""]), ...rest.slice(0, hasThree ? 1 : 2)];
  return kept.join(".");
}
