import { bracketTree } from "./bracket-tree.ts";
import { readValues } from "./read-values.ts";
import type { LooseObject } from "./values.ts";

/** Reads a text that is one object in any notation; null if it is not, or not complete. */
export function readLooseObject(text: string): LooseObject | null {
  const tree = bracketTree(text);
  if (tree === null) return null;
  const { fields, positional } = readValues(tree);
  const [only] = positional;
  return fields.length === 0 && positional.length === 1 && only?.kind === "object" && only.isComplete ? only : null;
}
