import { bracketTree, type Node } from "./bracket-tree.ts";

export interface TextProblem {
  readonly kind: "unreadable";
  readonly problem: string;
  readonly line: number;
  readonly column: number;
}

/** Finds the first place where a text with brackets is no object: a bracket or a quote that is not closed, or a word that is no value. Null if there is none. */
export function findProblem(text: string): TextProblem | null {
  const tree = bracketTree(text);
  if (tree === null) return null;
  const flaw = flawIn(tree.nodes);
  if (flaw === null) return null;
  const at = flaw.kind === "end" ? text.trimEnd().length : flaw.at;
  const before = text.slice(0, at).split(/\r\n|[\r\n]/);
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const what = {
    end: "the text ends before the object is complete",
    quote: "this quote is not closed",
    word: `“${flaw.kind === "word" ? text.slice(flaw.at, flaw.to) : ""}” is no value; a text needs quotes`,
  }[flaw.kind];
  return { kind: "unreadable", problem: `Line ${line}, column ${column}: ${what}.`, line, column };
}

type Flaw = { kind: "end" } | { kind: "quote"; at: number } | { kind: "word"; at: number; to: number };

function flawIn(nodes: readonly Node[], isInside = false): Flaw | null {
  for (const [at, node] of nodes.entries()) {
    if (node.kind === "stray" && isInside) return { kind: "quote", at: node.from };
    if (node.kind === "group") {
      const flaw = flawIn(node.nodes, true);
      if (flaw !== null) return flaw;
      if (!node.isClosed && node.bracket !== "(") return { kind: "end" };
    }
    const before = nodes[at - 1];
    const isValue = isInside && node.kind === "word" && before?.kind === "sign" && nodes[at - 2]?.kind === "text";
    if (isValue && !/^(?:true|false|null|-?\d.*)$/.test(node.text)) return { kind: "word", at: node.from, to: node.to };
  }
  return null;
}
