import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, Scalar } from "yaml";
import type { LooseField, LooseValue } from "../../json/loose/values.ts";

const maxLength = 200_000;

/** The first line of YAML: `name: value`, `name:`, `- name: value`, after `---` or not. */
const firstLine = /^(?:---[^\n]*\n)?\s*(?:#[^\n]*\n\s*)*(?:-\s+)?["']?[\p{L}_][\p{L}\p{N}_. -]*["']?\s*:(?:\s|$)/u;

/** Reads YAML; null if the text is none. Numbers and words keep their text, because `1.10` may be a version and `007` an ID. */
export function readYaml(text: string): LooseValue[] | null {
  if (text.length > maxLength || !text.includes("\n") || !firstLine.test(text)) return null;
  try {
    const documents = parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false, merge: true });
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return null;
    const values = documents.map((document) =>
      readNode(document.contents, (alias) => (isAlias(alias) ? (alias.resolve(document) ?? null) : null)),
    );
    return values.every(({ kind }) => kind === "object" || kind === "list") ? values : null;
  } catch {
    // The parser throws at aliases that grow without end.
    return null;
  }
}

function readNode(node: unknown, resolve: (alias: unknown) => Node | null, level = 0): LooseValue {
  if (level > 100) return { kind: "unknown", source: "…", inside: () => [] };
  if (isAlias(node)) return readNode(resolve(node), resolve, level + 1);
  if (isSeq(node)) return { kind: "list", items: node.items.map((item) => readNode(item, resolve, level + 1)) };
  if (isMap(node)) {
    const fields = node.items.map(
      ({ key, value }): LooseField => ({
        name: isScalar(key) ? String(key.source ?? key.value) : String(key),
        value: readNode(value, resolve, level + 1),
      }),
    );
    return { kind: "object", head: "", fields, positional: [], isComplete: true };
  }
  if (!isScalar(node)) return { kind: "literal", value: null };
  const { value, source, type } = node;
  if (type !== Scalar.PLAIN) return { kind: "text", value: String(value), raw: String(source ?? value) };
  if (value === null || typeof value === "boolean") return { kind: "literal", value };
  return { kind: "bare", value: source ?? String(value), inside: () => [] };
}
