/** What go-spew and `pretty` write before a value: its type, its address, and how long it is. */
const typed =
  /"(?:[^"\\\n]|\\.)*"|\((?:\*|\[\d*\]|map\[)*[\w.]+(?:\]?(?:interface \{\}|[\w.*]+))?\)(?= ?[("<{\d-]| ?(?:true|false)\b)|\((?:len|cap)=\d+(?: cap=\d+)?\)|\(0x[\da-f]+\)(?=\()/g;

/** Removes the types and lengths that go-spew prints: `UserID: (string) (len=3) "ada"` becomes `UserID: "ada"`. Null if the text has none. */
export function withoutGoTypes(text: string): string | null {
  if (!/:\s\((?:string|int\d*|bool|float\d+|map\[|\*?[\w.]+\))/.test(text) || !/\((?:len|cap)=\d+|\) <nil>|\(\w+\) \{/.test(text))
    return null;
  return text.replace(typed, (found) => (found.startsWith('"') ? found : "")).replace(/^(\s*)\(\{([\s\S]*)\}\)(\s*)$/, "$1{$2}$3");
}
