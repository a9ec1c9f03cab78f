import { unescapeText } from "../../json/loose/escapes.ts";

/**
 * Rewrites the quotes of a command for a shell as those of JSON, so that the arguments can be read like any text: cURL and others for POSIX shells and for
 * Windows cmd, and PowerShell. Returns null if the text has no such command. Linear in the text's length: a quote without an end is searched for once.
 */
export function withPlainQuotes(text: string): string | null {
  if (powershellCommand.test(text) && !/(?:^|\s)curl\s+-/.test(text)) return rewrite(text, createPowershellReader(text));
  const command = commandBeginning.exec(text);
  if (command === null) return null;
  const head = text.slice(0, command.index);
  const rest = text.slice(command.index);
  if (!isWindows(rest)) return head + rewrite(rest, createPosixReader(rest));
  const plain = withoutCarets(rest);
  return head + rewrite(plain, createWindowsReader(plain));
}

/** The name of a command and its first argument; an ID such as `iRM-` within a text is none. */
const powershellCommand =
  /(?:^|[\s;|&({=`])(?:Invoke-WebRequest|Invoke-RestMethod|irm|iwr)[ \t]+(?:[-@$("'“”„‘’‚‛`]|https?:|[\w.-]+[./:])/im;

const commandBeginning =
  /(?:^|[\s;&|($`])(?:(?:curl(?:\.exe)?|wget)[ \t]+(?:\\\r?\n\s*)?(?=[-'"^$]|https?:|[\w.-]+[.:/])|(?:^|\n|\$ )(?:https?|xh)[ \t]+(?=-|POST\s+\S*[.:/]))/m;

type Piece = { readonly text: string; readonly to: number };
type Reader = (at: number) => Piece | null;

/** Replaces what the reader recognises at a position, and keeps everything else. */
function rewrite(text: string, read: Reader): string {
  const parts: string[] = [];
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const piece = read(at);
    if (piece === null || piece.to <= at) at += 1;
    else {
      parts.push(text.slice(kept, at), piece.text);
      at = piece.to;
      kept = at;
    }
  }
  return parts.join("") + text.slice(kept);
}

/** Returns a search for the end of a quote, which skips escaped and doubled quotes, and fails at once after it failed. */
function createQuoteSearch(text: string, { escaper, isDoubled }: { escaper: string; isDoubled: boolean }) {
  const hopeless = new Set<string>();
  return (from: number, quote: string): number => {
    if (hopeless.has(quote)) return -1;
    for (let at = from; at < text.length; at += 1) {
      if (text.charAt(at) === escaper) at += 1;
      else if (quote.includes(text.charAt(at))) {
        if (!isDoubled || !quote.includes(text.charAt(at + 1)) || at + 1 >= text.length) return at;
        at += 1;
      }
    }
    hopeless.add(quote);
    return -1;
  };
}

/** Reads one argument, whose parts may be quoted in different ways: `'o'\''neil'`, `"a"'b'`, `$'it\'s'`. Also a here-document, which has no quotes. */
function createPosixReader(command: string): Reader {
  const rawEnd = createQuoteSearch(command, { escaper: "", isDoubled: false });
  const escapedEnd = createQuoteSearch(command, { escaper: "\\", isDoubled: false });
  return (from) => {
    if (command.startsWith("<<", from)) return hereDocument(command, from);
    if (/^\\\r?\n/.test(command.slice(from, from + 3))) return { text: " ", to: command.indexOf("\n", from) + 1 };
    if (from > 0 && !/[\s=;|&<>()]/.test(command.charAt(from - 1))) return null;
    const parts: string[] = [];
    let isQuoted = false;
    let at = from;
    while (at < command.length && !/[\s;|&<>()]/.test(command.charAt(at))) {
      const opening = command.startsWith("$'", at) ? "$'" : command.charAt(at);
      const start = at + opening.length;
      if (opening === "'" || opening === "$'" || opening === '"') {
        const end = opening === "'" ? rawEnd(start, "'") : escapedEnd(start, opening === '"' ? '"' : "'");
        if (end < 0) return null;
        const inner = command.slice(start, end);
        parts.push(opening === "'" ? inner : opening === '"' ? inner.replace(/\\(?:\r?\n|(["\\$`]))/g, "$1") : unescapeText(inner));
        isQuoted = true;
        at = end + 1;
      } else if (opening === "\\") {
        parts.push(command.charAt(at + 1));
        at += 2;
      } else {
        parts.push(opening);
        at += 1;
      }
    }
    return isQuoted ? { text: ` ${JSON.stringify(parts.join(""))}`, to: at } : { text: command.slice(from, at), to: at };
  };
}

function hereDocument(command: string, from: number): Piece | null {
  const heredoc = /<<-?[ \t]*(["']?)(\w+)\1[^\n]*\n/y;
  heredoc.lastIndex = from;
  const opened = heredoc.exec(command);
  if (opened === null) return null;
  const end = command.indexOf(`\n${opened[2]}`, heredoc.lastIndex - 1);
  const to = end < 0 ? command.length : end;
  return { text: command.slice(from, to), to };
}

/** Browsers copy `^"…^"` for Windows, and earlier `"^{^\^"a^\^":1^}"` or `"{""a"":1}"`. Only POSIX shells have single quotes. */
function isWindows(command: string): boolean {
  const [firstQuote] = /\^?["']/.exec(command) ?? [];
  if (firstQuote === undefined || firstQuote === "'") return false;
  return firstQuote === '^"' || /\^\\\^"|\s\^\r?\n|[{,:]\s*""\w/.test(command);
}

/** In cmd, a caret escapes the next character; an escaped line break followed by another is one line break. */
function withoutCarets(command: string): string {
  return command.replace(/\^(\r?\n\r?\n|\r?\n|[\s\S])/g, (_, escaped: string) =>
    /^\r?\n$/.test(escaped) ? " " : /^\r?\n/.test(escaped) ? "\n" : escaped,
  );
}

/** Reads an argument as Windows programs do: within quotes, `\"` and `""` are a quote. */
function createWindowsReader(command: string): Reader {
  const end = createQuoteSearch(command, { escaper: "\\", isDoubled: true });
  return (from) => {
    if (command.charAt(from) !== '"') return null;
    const to = end(from + 1, '"');
    if (to < 0) return null;
    const inner = command.slice(from + 1, to);
    const meant = inner.replace(/(\\+)"/g, (_, run: string) => `${"\\".repeat(Math.floor(run.length / 2))}"`).replaceAll('""', '"');
    return { text: JSON.stringify(meant), to: to + 1 };
  };
}

const singleQuotes = "'‘’‚‛";
const doubleQuotes = '"“”„';
const backticks: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", 0: "\0" };

/** Reads PowerShell's texts: `"…"` with backticks and doubled quotes, `'…'` with doubled quotes, and here-strings, of which `@'…'@` has no escapes. */
function createPowershellReader(text: string): Reader {
  const singleEnd = createQuoteSearch(text, { escaper: "", isDoubled: true });
  const doubleEnd = createQuoteSearch(text, { escaper: "`", isDoubled: true });
  const expanded = (inner: string) =>
    inner.replace(/`([\s\S])|["“”„]{2}/g, (_, sign?: string) => (sign === undefined ? '"' : (backticks[sign] ?? sign)));
  let isHereHopeless = false;
  return (from) => {
    const character = text.charAt(from);
    const here = character === "@" && !isHereHopeless ? /^@(["'])\r?\n/.exec(text.slice(from, from + 4)) : null;
    if (here !== null) {
      const end = text.indexOf(`\n${here[1]}@`, from + 2);
      isHereHopeless = end < 0;
      if (end < 0) return null;
      const inner = text.slice(from + here[0].length, end).replace(/\r$/, "");
      return {
        text: JSON.stringify(here[1] === "'" ? inner : inner.replace(/`([\s\S])/g, (_, sign: string) => backticks[sign] ?? sign)),
        to: end + 3,
      };
    }
    if (character === "`" && /^`\r?\n/.test(text.slice(from, from + 3))) return { text: " ", to: text.indexOf("\n", from) + 1 };
    if (singleQuotes.includes(character)) {
      const end = singleEnd(from + 1, singleQuotes);
      if (end < 0) return null;
      return { text: JSON.stringify(text.slice(from + 1, end).replace(/([‘’‚‛'])[‘’‚‛']/g, "$1")), to: end + 1 };
    }
    if (!doubleQuotes.includes(character)) return null;
    const end = doubleEnd(from + 1, doubleQuotes);
    return end < 0 ? null : { text: JSON.stringify(expanded(text.slice(from + 1, end))), to: end + 1 };
  };
}
