/** The kind of a token. `plain` has no colour: brackets, invalid text and everything else. */
export type JsonTokenKind = "key" | "string" | "number" | "literal" | "plain";

export interface JsonToken {
  readonly kind: JsonTokenKind;
  /** The start in the text, in UTF-16 units. */
  readonly from: number;
  readonly text: string;
}

const pattern = /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Splits JSON, even if it does not parse, into tokens to colour. The tokens contain every character of the text. */
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
