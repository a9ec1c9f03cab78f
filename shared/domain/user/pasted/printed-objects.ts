/** What go-spew and `pretty` write before a value: its type, its address, and how long it is. */
const goType =
  /"(?:[^"\\\n]|\\.)*"|\((?:\*|\[\d*\]|map\[)*[\w.]+(?:\]?(?:interface \{\}|[\w.*]+))?\)(?= ?[("<{\d-]| ?(?:true|false)\b)|\((?:len|cap)=\d+(?: cap=\d+)?\)|\(0x[\da-f]+\)(?=\()/g;

/** What Symfony's and Laravel's `dump` writes around values: `array:2 [`, `StatsigUser {#305`, `-userID: `. */
const symfonyMark = /"(?:[^"\\\n]|\\.)*"|(\barray:\d+ )(?=\[)|(#\d+)$|^([^\S\n]*[-+#~])(?=["\w]+:? )/gm;

/** A line of what NSLog prints: `plan = pro;`, `"is beta" = 1;`, or an entry of a list. */
const nslogLine = /^(\s*(?:(?:"[^"\n]*"|[\w.$/-]+) = )?)([\w.$/-]+)(;|,?)$/;

/** Removes or completes what a program printed around values, so that they can be read like those of code. Null if the text is no such print. */
export function withPlainValues(text: string): string | null {
  if (/:\s\((?:string|int\d*|bool|float\d+|map\[|\*?[\w.]+\))/.test(text) && /\((?:len|cap)=\d+|\) <nil>|\(\w+\) \{/.test(text))
    return withoutGoTypes(text);
  if (elixirStruct.test(text)) return withoutElixirMarks(text);
  if (/\barray:\d+ \[|\{#\d+$/m.test(text))
    return text.replace(symfonyMark, (found, array?: string, id?: string, mark?: string) =>
      (array ?? id ?? mark) === undefined ? found : "",
    );
  return /^\s*(?:"[^"\n]*"|[\w.$/-]+) = [^\n]*;$/m.test(text) && /^[^\n]*\{\s*$/m.test(text) ? withQuotedWords(text) : null;
}

/** What Elixir prints for a struct with a protocol of its own: `#User<id: "ada", ...>`. */
const elixirStruct = /#([A-Z][\w.]{0,100})<([^<>\n]*)>/;

function withoutElixirMarks(text: string): string {
  let read = text;
  for (let level = 0; level < 4 && elixirStruct.test(read); level += 1)
    read = read.replace(
      new RegExp(elixirStruct, "g"),
      (_found, name: string, fields: string) => `${name}(${fields.replace(/,? ?\.\.\.$/, "")})`,
    );
  return read;
}

/** Removes the types and lengths that go-spew prints: `UserID: (string) (len=3) "ada"` becomes `UserID: "ada"`. */
function withoutGoTypes(text: string): string {
  return text.replace(goType, (found) => (found.startsWith('"') ? found : "")).replace(/^(\s*)\(\{([\s\S]*)\}\)(\s*)$/, "$1{$2}$3");
}

/** NSLog writes a text without quotes if it is one word, and the code units of others as `\U00e9`. Null if a line ends otherwise, as code does. */
function withQuotedWords(text: string): string | null {
  const lines = text.split(/\r?\n/);
  const isPrint = lines.every((line) => !/ = /.test(line) || /(?:;| = +[{(])$/.test(line.trimEnd()));
  if (!isPrint) return null;
  return lines
    .map((line) => {
      const unicode = line.replace(/\\U(?=[\da-f]{4})/gi, "\\u").replaceAll('"<null>"', "null");
      return unicode.replace(nslogLine, (whole, before: string, word: string, end: string) =>
        (before.trim() === "" && end === ";") || /^(?:-?\d+(?:\.\d+)?|null)$/.test(word) ? whole : `${before}"${word}"${end}`,
      );
    })
    .join("\n");
}
