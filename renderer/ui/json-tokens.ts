/** `key`, `string`, `number` and `literal` wear a colour; `plain` is everything else, brackets and broken text too. */
export type JsonTokenKind = "key" | "string" | "number" | "literal" | "plain";

export interface JsonToken {
  readonly kind: JsonTokenKind;
  /** Where it begins in the text, in UTF-16 units. */
  readonly from: number;
  readonly text: string;
}

const pattern = /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Splits JSON, also while it is being typed and does not parse, into what is coloured and what is not. Loses no character. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let at = 0;
  const push = (kind: JsonTokenKind, token: string) => {
    if (token !== "") tokens.push({ kind, from: at, text: token });
    at += token.length;
  };
  for (const match of text.matchAll(pattern)) {
    push("plain", text.slice(at, match.index));
    const [, quoted, colon, number, literal] = match;
    if (quoted !== undefined) push(colon === undefined ? "string" : "key", quoted);
    if (colon !== undefined) push("plain", colon);
    if (number !== undefined) push("number", number);
    if (literal !== undefined) push("literal", literal);
  }
  push("plain", text.slice(at));
  return tokens;
}
