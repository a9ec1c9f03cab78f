import { type Bracket, type Span, type Token, tokenize } from "./tokens.ts";

export type Group = Span & {
  readonly kind: "group";
  readonly bracket: Bracket;
  readonly nodes: readonly Node[];
  /** False if the text ends, or another bracket closes, before this one does. */
  readonly isClosed: boolean;
  /** True if a text in quotes is anywhere in the group: then a word without quotes is no text but the name of something. */
  readonly hasTexts: boolean;
};
export type Node = Exclude<Token, { kind: "open" | "close" }> | Group;

export type BracketTree = { readonly text: string; readonly nodes: readonly Node[] };

/** Deeper than any user, and shallow enough for recursive functions. */
export const maxLevels = 200;

type OpenGroup = { bracket: Bracket; from: number; nodes: Node[]; hasTexts: boolean };

/** Returns the tokens of a text as a tree of brackets; null if it has more than 200 levels. A bracket that closes nothing is left out. */
export function bracketTree(text: string): BracketTree | null {
  const root: OpenGroup = { bracket: "{", from: 0, nodes: [], hasTexts: false };
  const open: OpenGroup[] = [];
  const openOf: Record<Bracket, number> = { "{": 0, "[": 0, "(": 0 };
  const close = (to: number, isClosed: boolean) => {
    const group = open.pop();
    if (group === undefined) return;
    openOf[group.bracket] -= 1;
    const { bracket, from, nodes, hasTexts } = group;
    const outer = open.at(-1) ?? root;
    outer.nodes.push({ kind: "group", bracket, nodes, isClosed, hasTexts, from, to });
    outer.hasTexts ||= hasTexts;
  };
  for (const token of tokenize(text)) {
    const current = open.at(-1) ?? root;
    if (token.kind === "open") {
      if (open.length >= maxLevels) return null;
      open.push({ bracket: token.bracket, from: token.from, nodes: [], hasTexts: false });
      openOf[token.bracket] += 1;
    } else if (token.kind === "close") {
      if (openOf[token.bracket] === 0) continue;
      while (open.at(-1)?.bracket !== token.bracket) close(token.from, false);
      close(token.to, true);
    } else {
      current.nodes.push(token);
      if (token.kind === "text") current.hasTexts = true;
    }
  }
  while (open.length > 0) close(text.length, false);
  return { text, nodes: root.nodes };
}
