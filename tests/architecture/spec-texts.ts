import { parseSync } from "vite";

/** Calls whose arguments are texts that a spec looks for on the screen. What a field contains and what an attribute says is data. */
const searches: ReadonlySet<string> = new Set([
  ...["getByRole", "getByLabel", "getByText", "getByPlaceholder", "getByTitle", "getByAltText", "filter", "dialog", "selectOption"],
  ...["toContainText", "toHaveText", "toHaveAccessibleName", "toHaveAccessibleDescription"],
]);

/** Calls whose first argument is a title for the person who reads the test's output. */
const titled: ReadonlySet<string> = new Set(["test", "step", "describe"]);

/** Glue between two parts of a template. */
const glue: ReadonlySet<string> = new Set(["in", "for"]);

/**
 * Returns the literal texts that a spec looks for and that are not data: neither in `data`, which is what the sandbox contains, nor among the
 * texts that the spec itself types, serves or declares. Such a text is the product's, and better wording of it would break the spec.
 */
export function literalTexts(file: string, source: string, data: string): string[] {
  const { program, errors } = parseSync(file, source, { lang: "ts" });
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join("; ")}`);
  const searched: { text: string; isPart: boolean }[] = [];
  const own: string[] = [];
  visit(program, false, (text, { isSearched, isPart }) => {
    if (isSearched) searched.push({ text, isPart });
    else own.push(text);
  });
  const known = [data, ...own].join("\n");
  const isData = ({ text, isPart }: { text: string; isPart: boolean }) =>
    isPart ? wordsIn(text).every((word) => glue.has(word) || contains(known, word)) : contains(known, text);
  return searched.filter((each) => /\p{L}/u.test(each.text) && !isData(each)).map(({ text }) => text);
}

type Found = (text: string, where: { isSearched: boolean; isPart: boolean }) => void;

/** Reports each literal text, and each part of a template or a pattern. Arguments of the product's own functions are inputs, not texts that are looked for. */
function visit(node: unknown, isSearched: boolean, found: Found): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, isSearched, found);
    return;
  }
  if (typeof node !== "object" || node === null || !("type" in node)) return;
  const facts = node as Readonly<Record<string, unknown>>;
  switch (node.type) {
    case "ImportDeclaration":
      return;
    case "Literal":
      if (typeof facts.value === "string") found(facts.value.trim(), { isSearched, isPart: false });
      else if ("regex" in facts)
        for (const text of partsOfPattern((facts.regex as { pattern: string }).pattern)) found(text, { isSearched, isPart: false });
      return;
    case "TemplateElement":
      found((facts.value as { raw: string }).raw.trim(), { isSearched, isPart: true });
      return;
    case "CallExpression": {
      const name = nameOf(facts.callee);
      visit(facts.callee, false, found);
      const given = facts.arguments as unknown[];
      // The first argument of getByRole is the role.
      const others = name === "getByRole" || titled.has(name) ? given.slice(1) : given;
      visit(others, searches.has(name) && isSearch(name, given[0]), found);
      return;
    }
    default:
      for (const [key, value] of Object.entries(facts)) if (key !== "type" && key !== "key") visit(value, isSearched, found);
  }
}

/** False for the `filter` of a list, and for an option that is selected by its value. */
function isSearch(name: string, first: unknown): boolean {
  const hasFacts = (first as { type?: string } | undefined)?.type === "ObjectExpression";
  return name === "filter" ? hasFacts : name === "selectOption" ? !hasFacts : true;
}

/** `toHaveText` of `expect(row).toHaveText`. */
function nameOf(callee: unknown): string {
  const { name, property } = callee as { name?: string; property?: { name?: string } };
  return property?.name ?? name ?? "";
}

/** Returns the literal parts of a regular expression. */
function partsOfPattern(pattern: string): string[] {
  return pattern
    .replace(/\\[bdswBDSW]/g, "\n")
    .replace(/\\(.)/g, "$1")
    .split(/[\n()|[\]^$+*?{}]|(?<!\d)\.(?!\d)/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== ":");
}

function wordsIn(text: string): string[] {
  return text.match(/\p{L}[\p{L}\d_]*/gu) ?? [];
}

/** True if the text is in the data, not as a part of longer words. */
function contains(data: string, text: string): boolean {
  for (let at = data.indexOf(text); at >= 0; at = data.indexOf(text, at + 1))
    if (!isLetter(data.charAt(at - 1)) && !isLetter(data.charAt(at + text.length))) return true;
  return false;
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}
