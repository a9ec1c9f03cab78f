import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

/** The only form of a citation: `statsig-http.md §5.2`, `statsig-evaluation.md §4 to §8, §12.3` or, for a standard, `RFC 9110 §10.2.3`. */
const citationForm = /(?<document>RFC \d+|\b[a-z-]+\.md) (?<sections>§\d+(?:\.\d+)*(?:(?:, | to )§\d+(?:\.\d+)*)*)/g;

const thisFile = "tests/architecture/citations.test.ts";
const referenceDocuments = ["statsig-http.md", "statsig-evaluation.md"];

type Sections = ReadonlyMap<string, ReadonlySet<string>>;

const texts = new Map<string, string>();
let sections: Sections = new Map();

beforeAll(async () => {
  for (const file of await textFiles()) texts.set(file, await readFile(file, "utf8"));
  sections = new Map([...texts].filter(([file]) => file.endsWith(".md")).map(([file, text]) => [basename(file), sectionsOf(text)]));
});

describe("citations", () => {
  it("have one form and name an existing section", () => {
    const citing = [...texts].filter(([file]) => file !== thisFile);
    expect(citing.flatMap(([file, text]) => problemsIn({ file, text, sections }))).toEqual([]);
  });

  it.each(referenceDocuments)("to %s exist", (document) => {
    const citing = [...texts].filter(([file, text]) => file !== thisFile && basename(file) !== document && text.includes(`${document} §`));
    expect(citing.length).toBeGreaterThan(20);
  });

  it.each([
    ["a section without its document", "// The order of sources (§6.1).", "“§6.1” names no document"],
    ["a section in words", "// See statsig-http.md, section 5.", "“statsig-http.md” names no section"],
    ["a document without a section", "/** As statsig-http.md says. */", "“statsig-http.md” names no section"],
    ["a shortened document name", "// A 404 (http.md §5.2).", "http.md is not a document of this repository"],
    ["a section that does not exist", "// A 404 (statsig-http.md §5.9).", "statsig-http.md has no §5.9"],
    ["the end of a range that does not exist", "// All (statsig-http.md §4 to §99).", "statsig-http.md has no §99"],
    ["a document outside the repository", "// The keys (UX.md, “Keys”).", "UX.md is not a document of this repository"],
    ["a range in another form", "// All (statsig-http.md §4–§6).", "“§6” names no document"],
    ["a document in code quotes", "// A 404 (`statsig-http.md` §5.2).", "“§5.2” names no document"],
  ])("are refused for %s", (_title, text, problem) => {
    expect(problemsIn({ file: "shared/domain/example.ts", text, sections })).toContain(`shared/domain/example.ts: ${problem}`);
  });

  it.each([
    ["a block comment", "/**\n * The order of sources (statsig-evaluation.md\n * §6.1, §6.2).\n */"],
    ["line comments", "  // The order of sources (statsig-evaluation.md\n  // §6.1, §6.2).\n"],
  ])("may span two lines of %s", (_title, text) => {
    expect(problemsIn({ file: "shared/domain/example.ts", text, sections })).toEqual([]);
  });

  it("do not include file names in code", () => {
    const text = 'await writeFile("license.md", "text");';
    expect(problemsIn({ file: "shared/domain/example.test.ts", text, sections })).toEqual([]);
  });
});

describe.each(referenceDocuments)("%s", (document) => {
  const textOfDocument = () => [...texts].find(([file]) => basename(file) === document)?.[1] ?? "";

  it("numbers every section once", () => {
    const numbers = numbersOf(textOfDocument());
    expect(numbers).toEqual([...new Set(numbers)]);
    expect(textOfDocument().match(/^##+ (?!\d)/gm)).toBeNull();
  });

  it("names only files of this repository", () => {
    const named = [...textOfDocument().matchAll(/`((?:tests|electron|shared|renderer)\/[^`]+)`/g)].map(([, path = ""]) => path);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    expect(textOfDocument()).not.toMatch(/\.\.\/|\/work\/|\/home\//);
  });
});

describe("READMEs and CONTRIBUTING", () => {
  it("name only files that exist", () => {
    const files = [...texts.keys()];
    const named = [...texts]
      .filter(([file]) => ["README.md", "CONTRIBUTING.md"].includes(basename(file)))
      .flatMap(([file, text]) => [...text.matchAll(/`([\w./-]+\.(?:tsx?|mjs|md))`/g)].map(([, path = ""]) => ({ file, path })));
    const exists = (path: string) => files.some((file) => file === path || file.endsWith(`/${path}`));
    expect(named.filter(({ file, path }) => !exists(path.startsWith(".") ? posix.join(dirname(file), path) : path))).toEqual([]);
  });
});

/** Returns the problems in the citations of one file. In a reference document, a section without a document name refers to that document. */
function problemsIn({ file, text, sections }: { file: string; text: string; sections: Sections }): string[] {
  const flat = joinLines(text);
  const cited = [...flat.matchAll(citationForm)];
  const wrong = cited.flatMap(({ groups }) => problemsOf(groups?.document ?? "", groups?.sections ?? "", sections));
  const rest = flat.replaceAll(citationForm, "");
  return [...wrong, ...problemsOfRest({ file, rest, sections }), ...problemsOfNames({ file, text, sections })].map(
    (problem) => `${file}: ${problem}`,
  );
}

function problemsOf(document: string, list: string, sections: Sections): string[] {
  if (document.startsWith("RFC ")) return [];
  const known = sections.get(document);
  if (known === undefined) return [`${document} is not a document of this repository`];
  return numbersIn(list)
    .filter((number) => !known.has(number))
    .map((number) => `${document} has no §${number}`);
}

function problemsOfRest({ file, rest, sections }: { file: string; rest: string; sections: Sections }): string[] {
  const own = sections.get(basename(file));
  if (own !== undefined && referenceDocuments.includes(basename(file)))
    return numbersIn(rest)
      .filter((number) => !own.has(number))
      .map((number) => `it has no §${number}`);
  return [...rest.matchAll(/§[\d.]*\d|§/g)].map(([section]) => `“${section}” names no document`);
}

/** Returns the problems with documents that comments name without a section. */
function problemsOfNames({ file, text, sections }: { file: string; text: string; sections: Sections }): string[] {
  if (file.endsWith(".md")) return [];
  const comments = [...text.matchAll(/\/\*.*?\*\/|(?:\/\/[^\n]*(?:\n\s*(?=\/\/))?)+/gs)]
    .map(([comment]) => joinLines(comment).replaceAll(citationForm, ""))
    .join("\n");
  return [...comments.matchAll(/\b[\w-]+\.md\b/g)].flatMap(([document]) => {
    if (!sections.has(document)) return [`${document} is not a document of this repository`];
    return referenceDocuments.includes(document) ? [`“${document}” names no section`] : [];
  });
}

function joinLines(text: string): string {
  return text.replaceAll(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, " ");
}

function numbersIn(text: string): string[] {
  return [...text.matchAll(/§(\d+(?:\.\d+)*)/g)].map(([, number = ""]) => number);
}

function sectionsOf(document: string): ReadonlySet<string> {
  return new Set(numbersOf(document));
}

/** Returns the numbers of the headings `## 5. Title` and `### 5.2 Title`. */
function numbersOf(document: string): string[] {
  return [...document.matchAll(/^##+ (\d+(?:\.\d+)*)\.? /gm)].map(([, number = ""]) => number);
}

async function textFiles(): Promise<string[]> {
  const folders = ["electron", "renderer", "shared", "tests", ".github"].filter((folder) => existsSync(folder));
  const inFolders = await Promise.all(folders.map(filesIn));
  return ["README.md", "electron.vite.config.ts", ...inFolders.flat()].filter((file) => /\.(?:tsx?|mts|mjs|js|css|md|ya?ml)$/.test(file));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"));
}
