import { unescapeLevels, unescapeText } from "./escapes.ts";

/** A position in the text: from the first character to after the last. */
export type Span = { readonly from: number; readonly to: number };

export type Bracket = "{" | "[" | "(";

export type Token = Span &
  /** A text in quotes: `raw` as written, `value` as meant. A template has gaps for values that are not in the text: `u-${id}`. */
  (
    | { readonly kind: "text"; readonly raw: string; readonly value: string; readonly isTemplate?: boolean }
    | { readonly kind: "word"; readonly text: string }
    | { readonly kind: "sign"; readonly text: ":" | "=" | "=>" | "->" | ":=" }
    /** A line break, or an empty line, separates entries only where nothing else does. */
    | { readonly kind: "end"; readonly text: "," | ";" | "\n" | "\n\n" }
    | { readonly kind: "open"; readonly bracket: Bracket }
    | { readonly kind: "close"; readonly bracket: Bracket }
    /** A quote that is never closed. It may be an apostrophe, or the text may be truncated. */
    | { readonly kind: "stray" }
  );

const brackets: Readonly<Record<string, { kind: "open" | "close"; bracket: Bracket }>> = {
  "{": { kind: "open", bracket: "{" },
  "[": { kind: "open", bracket: "[" },
  "(": { kind: "open", bracket: "(" },
  "}": { kind: "close", bracket: "{" },
  "]": { kind: "close", bracket: "[" },
  ")": { kind: "close", bracket: "(" },
};

/** Also what has no width, such as the marks that chats and browsers add. */
const blank = /(?:[^\S\n\r\u2028\u2029]|[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069])+/y;
const lineBreak = /[\n\r\u2028\u2029]\s*/y;
const comment = /\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/|#(?= |\t|[\n\r]|$)[^\n\r]*/y;
/** `<String, Object>` before a bracket, as in Java, C#, Dart and TypeScript. */
const generic = /<[\w\s,.?<>[\]&:]{1,200}>(?=\s*[[({])/y;
const comparison = /[=!<>]==?/y;
const sign = /=>|->|:=|[:=]/y;
const word = /(?:-(?!>)|[^\s"'`“”‘{}[\](),;:=\\<-])+/y;
/** Method calls of PHP and C++, and names within a namespace: `->setEmail`, `StatsigUser::new`. A map's arrow has blanks around it. */
const member = /(?:->|::)(?=[\p{L}_])/uy;
/** The end of a tag or of a printed object: `#<User @id="a">`. */
const closingAngle = /\/?>+(?=\s|$|[,;)\]}])/y;
/** The beginning of an object that Ruby prints, `#<StatsigUser:0x0f `, `#<struct User `, up to its first field. */
const rubyObject = /#<(?:struct |data )?([A-Z]\w*(?:::[A-Z]\w*)*)(?::0x[\da-f]+|:)?(?= )/y;
/** The letters that some languages write before a quote: Python's r"…", C#'s @"…", Bash's $'…'. */
const prefixes = /^(?:[uUbBrRfF]|[bB][rR]|[rR][bB]|@|\$|\$@|b?r?#+|String\.raw)$/;
/** Nothing is escaped in Python's and Rust's r"…", and in JavaScript's String.raw`…`. */
const rawPrefixes = /^(?:[bB]?[rR][bB]?#*|String\.raw)$/;
/** Python's f"…" and C#'s $"…", in which a bracket is a gap and two are a bracket. */
const templatePrefixes = /^(?:[rR]?[fF][rR]?|\$@?|@\$)$/;
/** A gap in a text of JavaScript, Kotlin, PHP, a shell or Ruby; of Swift. */
const namedGap = /[$#]\{[^{}]*\}|\\\([^()]*\)/;
const bracketGap = /(?<!\{)\{(?:\{\{)*[\p{L}_][^{}"]*\}/u;

/** True for a text with gaps. An object in a text is read by itself. */
function hasGap(raw: string, quote: string, prefix: string): boolean {
  if (raw.length > maxTemplateLength || /^\s*[{[]\s*["'\n\\]/.test(raw)) return false;
  // Bash's $'…' is no template.
  if (templatePrefixes.test(prefix) && !(prefix === "$" && quote === "'")) return bracketGap.test(raw);
  return (quote === "`" || quote === '"') && namedGap.test(raw);
}

/** A longer text is no field of a user. */
const maxTemplateLength = 2_000;

/** An object in quotes that were not escaped: `"{"userID":"ada"}"`. The outer quote is no quote. */
const looseQuote = /"(?=[{[]\s*"[\w.-]+"\s*:)|'(?=[{[]\s*'[\w.-]+'\s*:)/y;

/**
 * Splits a text into tokens, in time that is linear in its length: a search for a closing quote that failed is not repeated on the same line. Nothing is an
 * error, because the text may be anything.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  /** For each kind of quote, where the last search for its end gave up. */
  const hopeless = new Map<string, number>();
  let openRubyObjects = 0;
  let at = 0;
  const matchAt = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  };
  while (at < text.length) {
    const from = at;
    const character = text.charAt(at);
    at = matchAt(blank);
    if (at > from) continue;
    at = matchAt(lineBreak);
    if (at > from) {
      const isBlankLine = /\n\r?\n|\r\r|\n\s*\n/.test(text.slice(from, at));
      tokens.push({ kind: "end", text: isBlankLine ? "\n\n" : "\n", from, to: at });
      continue;
    }
    // The line breaks and tabs of a text whose quotes are not here.
    if (character === "\\" && /[nrt]/.test(text.charAt(at + 1)) && (isAfterBreak(text, at) || /["']/.test(text.charAt(at - 1)))) {
      at += 2;
      continue;
    }
    if (character === "#") {
      rubyObject.lastIndex = at;
      const name = rubyObject.exec(text)?.[1];
      if (name !== undefined) {
        at = rubyObject.lastIndex;
        tokens.push({ kind: "word", text: name, from, to: at }, { kind: "open", bracket: "(", from: at, to: at });
        openRubyObjects += 1;
        continue;
      }
    }
    if ((character === "/" || character === "#") && isAfterBreak(text, at)) {
      const end = commentEnd(text, at, hopeless);
      if (end > at) {
        at = end;
        continue;
      }
    }
    const bracket = brackets[character];
    if (bracket !== undefined) {
      at += 1;
      tokens.push({ ...bracket, from, to: at });
      continue;
    }
    if (character === "," || character === ";") {
      at += 1;
      tokens.push({ kind: "end", text: character, from, to: at });
      continue;
    }
    const quoted = quotedAt(text, at, hopeless);
    if (quoted !== null) {
      at = quoted.to;
      const before = tokens.at(-1);
      const isPrefixed = before?.kind === "word" && before.to === from && quoted.kind === "text" && prefixes.test(before.text);
      if (isPrefixed) tokens.pop();
      const text = isPrefixed && rawPrefixes.test(before.text) ? { ...quoted, value: quoted.raw } : quoted;
      tokens.push(
        text.kind === "text" && hasGap(text.raw, character, isPrefixed ? before.text : "") ? { ...text, isTemplate: true } : text,
      );
      continue;
    }
    if (character === "<") {
      at = matchAt(generic);
      if (at > from) continue;
    }
    at = character === ">" || character === "/" ? matchAt(closingAngle) : at;
    if (at > from) {
      const closed = Math.min(openRubyObjects, at - from);
      for (let count = 0; count < closed; count += 1) tokens.push({ kind: "close", bracket: "(", from, to: at });
      openRubyObjects -= closed;
      continue;
    }
    at = matchAt(comparison);
    if (at > from) {
      tokens.push({ kind: "word", text: text.slice(from, at), from, to: at });
      continue;
    }
    at = isMember(text, at) ? at : matchAt(sign);
    if (at > from) {
      tokens.push({ kind: "sign", text: text.slice(from, at) as ":", from, to: at });
      continue;
    }
    at = wordEnd(text, at);
    const closing = openRubyObjects === 0 ? null : />+$/.exec(text.slice(from + 1, at));
    if (closing !== null) at -= closing[0].length;
    tokens.push({ kind: "word", text: text.slice(from, at), from, to: at });
  }
  return tokens;
}

/** An apostrophe between two letters belongs to the word: `o'neil`. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    word.lastIndex = at;
    if (word.test(text)) at = word.lastIndex;
    else if (isMember(text, at)) at += 2;
    else if (text.charAt(at) === "<") {
      generic.lastIndex = at;
      if (at > from && generic.test(text)) break;
      at += 1;
    } else if (at === from || isApostrophe(text, at) || (text.charAt(at) === "\\" && !/["'\\]/.test(text.charAt(at + 1)))) at += 1;
    else break;
  }
  return at;
}

function isMember(text: string, at: number): boolean {
  member.lastIndex = at;
  return at > 0 && !/\s/.test(text.charAt(at - 1)) && member.test(text);
}

function isApostrophe(text: string, at: number): boolean {
  if (text.charAt(at) !== "'" || !/[\p{L}\d]/u.test(text.charAt(at - 1)) || !/\p{L}/u.test(text.charAt(at + 1))) return false;
  // `r'…'` is a text with a prefix.
  return !(/[uUbBrRfF]/.test(text.charAt(at - 1)) && !/[\p{L}\d]/u.test(text.charAt(at - 2)));
}

/** A comment stands at the beginning, or after a blank, a bracket or a comma; `http://` has none. */
function isAfterBreak(text: string, at: number): boolean {
  return at === 0 || /[\s{}[\](),;]/.test(text.charAt(at - 1)) || /^\\[nrt]$/.test(text.slice(at - 2, at));
}

function commentEnd(text: string, at: number, hopeless: Map<string, number>): number {
  if (text.startsWith("/*", at) && (hopeless.get("/*") ?? 0) > at) return at;
  comment.lastIndex = at;
  if (comment.test(text)) return comment.lastIndex;
  if (text.startsWith("/*", at)) hopeless.set("/*", text.length);
  return at;
}

type Quoted = Extract<Token, { kind: "text" | "stray" }>;

/** Returns the text in quotes that begins at a position, or the stray quote; null if there is no quote. */
function quotedAt(text: string, from: number, hopeless: Map<string, number>): Quoted | null {
  const character = text.charAt(from);
  if (character === "\\") return escapedQuoteAt(text, from, hopeless);
  if (character === "“" || character === "‘") return curlyQuoteAt(text, from, hopeless);
  if (character !== '"' && character !== "'" && character !== "`") return character === "”" ? { kind: "stray", from, to: from + 1 } : null;
  looseQuote.lastIndex = from;
  if (looseQuote.test(text)) return { kind: "stray", from, to: from + 1 };
  const here = hereStringAt(text, from, hopeless) ?? tripleQuoteAt(text, from, hopeless);
  if (here !== null) return here;
  if (text.charAt(from - 1) === "@" && character === '"' && text.charAt(from + 1) !== "\n") {
    const verbatim = doubledQuoteAt(text, from, hopeless);
    if (verbatim !== null) return verbatim;
  }
  const end = closingQuote(text, from, hopeless);
  if (end === null) return { kind: "stray", from, to: from + 1 };
  const raw = text.slice(from + 1, end);
  return { kind: "text", raw: raw.replaceAll(`'\\''`, "'"), value: meaningOf(character, raw), from, to: end + 1 };
}

function meaningOf(quote: string, raw: string): string {
  // Within a shell's single quotes nothing is escaped, and a single quote stands outside of them.
  if (quote === "'" && raw.includes(`'\\''`)) return raw.replaceAll(`'\\''`, "'");
  return unescapeText(quote === "'" ? raw.replaceAll(doubledApostrophe, "'") : raw);
}

/** `'o''neil'` is `o'neil` in PowerShell, SQL and YAML. Between letters, because `''` is an empty text elsewhere. */
const doubledApostrophe = /(?<=[\p{L}\d])''(?=[\p{L}\d])/gu;

function isDoubledApostrophe(text: string, at: number): boolean {
  return text.charAt(at + 1) === "'" && /^[\p{L}\d]''[\p{L}\d]$/u.test(text.slice(at - 1, at + 3));
}

/** A text of several lines is one only if it holds an object; any other quote ends on its line, or is none. */
function closingQuote(text: string, from: number, hopeless: Map<string, number>): number | null {
  const quote = text.charAt(from);
  const isLong = quote === "`" || /^\s*[{[]/.test(text.slice(from + 1, from + 40));
  const key = isLong ? `${quote}…` : quote;
  if ((hopeless.get(key) ?? 0) > from) return null;
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") at += 1;
    else if (character === quote) {
      if (quote === "'" && text.startsWith(`'\\''`, at)) at += 3;
      else if (quote === "'" && isDoubledApostrophe(text, at)) at += 1;
      else return at;
    } else if ((character === "\n" || character === "\r") && !isLong) {
      hopeless.set(key, at);
      return null;
    }
  }
  hopeless.set(key, text.length);
  return null;
}

/** `\"ada\"`: JSON within a text whose own quotes are not here. Ends at a quote with as many backslashes. */
function escapedQuoteAt(text: string, from: number, hopeless: Map<string, number>): Quoted | null {
  let at = from;
  while (text.charAt(at) === "\\") at += 1;
  const quote = text.charAt(at);
  const backslashes = at - from;
  if ((quote !== '"' && quote !== "'") || backslashes > 15) return null;
  const to = at + 1;
  const key = quote + backslashes;
  if ((hopeless.get(key) ?? 0) > from) return { kind: "stray", from, to };
  let run = 0;
  for (at = to; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") run += 1;
    else {
      if (character === quote) {
        if (run === backslashes) {
          const raw = text.slice(to, at - run);
          return { kind: "text", raw, value: unescapeLevels(raw, backslashes), from, to: at + 1 };
        }
        if (run < backslashes) break;
      } else if (character === "\n") break;
      run = 0;
    }
  }
  hopeless.set(key, at);
  return { kind: "stray", from, to };
}

function curlyQuoteAt(text: string, from: number, hopeless: Map<string, number>): Quoted {
  const close = text.charAt(from) === "“" ? "”" : "’";
  const to = from + 1;
  if ((hopeless.get(close) ?? 0) > from) return { kind: "stray", from, to };
  let end = to;
  while (end < text.length && text.charAt(end) !== close && text.charAt(end) !== "\n") end += 1;
  if (text.charAt(end) !== close) {
    hopeless.set(close, end);
    return { kind: "stray", from, to };
  }
  const raw = text.slice(to, end);
  return { kind: "text", raw, value: unescapeText(raw), from, to: end + 1 };
}

/** PowerShell's here-strings: `@'`, lines, `'@` at the beginning of a line. Nothing in them is escaped. */
function hereStringAt(text: string, from: number, hopeless: Map<string, number>): Quoted | null {
  if (text.charAt(from - 1) !== "@" || !/^["']\r?\n/.test(text.slice(from, from + 3))) return null;
  const close = `\n${text.charAt(from)}@`;
  const end = (hopeless.get(close) ?? 0) > from ? -1 : text.indexOf(close, from + 1);
  if (end < 0) {
    hopeless.set(close, text.length);
    return null;
  }
  const raw = text.slice(text.indexOf("\n", from) + 1, end);
  return { kind: "text", raw, value: raw, from, to: end + close.length };
}

/** Python's, Kotlin's, Swift's and Java's texts of several lines. */
function tripleQuoteAt(text: string, from: number, hopeless: Map<string, number>): Quoted | null {
  const quote = text.charAt(from).repeat(3);
  if (quote.startsWith("`") || !text.startsWith(quote, from) || (hopeless.get(quote) ?? 0) > from) return null;
  const end = text.indexOf(quote, from + 3);
  if (end < 0) {
    hopeless.set(quote, text.length);
    return null;
  }
  const raw = text.slice(from + 3, end);
  return { kind: "text", raw, value: unescapeText(raw), from, to: end + 3 };
}

/** C#'s `@"…"`, in which a quote is doubled. */
function doubledQuoteAt(text: string, from: number, hopeless: Map<string, number>): Quoted | null {
  const key = '@"';
  if ((hopeless.get(key) ?? 0) > from) return null;
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 2)) {
    if (text.charAt(end + 1) === '"') continue;
    const raw = text.slice(from + 1, end);
    return { kind: "text", raw, value: raw.replaceAll('""', '"'), from, to: end + 1 };
  }
  hopeless.set(key, text.length);
  return null;
}
