import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { SuiteFile } from "#shared/domain/expectation/suite-run.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import { readAllText } from "../file-text.ts";
import { codeOf } from "../whole-file.ts";
import { type OpenSuite, openSuite } from "./open-suite.ts";

const extensions: ReadonlySet<string> = new Set([".yaml", ".yml", ".json"]);
const maxFiles = 500;
const maxFileBytes = 20_000_000;

/** A file of a folder that is meant as a suite. `suite` is null if it cannot be used. */
export interface FoundSuite extends SuiteFile {
  readonly suite: OpenSuite | null;
}

/** Returns the folder of a path that a person typed: the folder itself, or that of a file. Throws `UnusableInput`. */
export async function folderOf(path: string): Promise<string> {
  const typed = path.trim().replace(/^~(?=$|[\\/])/, homedir());
  const whole = resolve(homedir(), typed);
  const facts = await stat(whole).catch((failure: unknown) => refuse(whole, failure));
  return facts.isDirectory() ? whole : dirname(whole);
}

/** Reads all suites of a folder, in the order of their names. Other files are ignored. Throws `UnusableInput` if the folder cannot be read. */
export async function readSuites(folder: string): Promise<FoundSuite[]> {
  const names = await readdir(folder).catch((failure: unknown) => refuse(folder, failure));
  const found: FoundSuite[] = [];
  for (const name of names.filter((each) => extensions.has(extname(each)) && !each.startsWith(".")).toSorted()) {
    if (found.length >= maxFiles) break;
    const suite = await readOne(join(folder, name));
    if (suite !== null) found.push(suite);
  }
  return found;
}

async function readOne(file: string): Promise<FoundSuite | null> {
  const name = basename(file);
  const unusable = (message: string): FoundSuite => ({
    file,
    name,
    version: message,
    tests: 0,
    requests: 0,
    problems: [{ line: 0, column: 0, message }],
    suite: null,
  });
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return null;
    if (facts.size > maxFileBytes)
      return extname(file) === ".json" ? null : unusable("it is larger than 20 MB; a suite is written by hand");
    const text = await readAllText(file, name);
    if (!isMeantAsSuite(text)) return null;
    const opened = await openSuite(file, text);
    if ("problems" in opened) {
      const problems = [...opened.problems];
      return { file, name, version: versionOf(JSON.stringify([text, problems])), tests: 0, requests: 0, problems, suite: null };
    }
    const version = versionOf(JSON.stringify([text, ...opened.texts, await changeTimesOfRules(opened)]));
    return { file, name, version, tests: opened.rows.length, requests: requestsOf(opened.rows), problems: [], suite: opened };
  } catch (failure) {
    if (failure instanceof NoSuchThing) return null;
    if (failure instanceof UnusableInput) return unusable(failure.message.replace(/\.$/, ""));
    return unusable(`it cannot be read (${codeOf(failure)})`);
  }
}

/** The rules and ID lists of a suite may have many megabytes, so that only their sizes and times are looked at. */
async function changeTimesOfRules({ file, suite: { rules } }: OpenSuite): Promise<string[]> {
  if (!("file" in rules)) return [];
  const folder = rules.idLists === undefined ? null : resolve(dirname(file), rules.idLists);
  const lists = folder === null ? [] : (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  return Promise.all(
    [resolve(dirname(file), rules.file), ...lists].map(async (path) => {
      const facts = await stat(path).catch(() => null);
      return facts === null ? path : `${path} ${facts.size} ${facts.mtimeMs}`;
    }),
  );
}

function requestsOf(rows: OpenSuite["rows"]): number {
  return rows.reduce((sum, { cohort }) => sum + (cohort === null ? 1 : "users" in cohort ? cohort.users.length : cohort.count), 0);
}

/** Definitions, and the YAML files of other programs, have no member `tests` at their beginning of a line. */
function isMeantAsSuite(text: string): boolean {
  return /^\s*\{?\s*["']?tests["']?\s*:/m.test(text) || /^\s*\{\s*"rules"\s*:/.test(text);
}

/** The text of a suite and its version. Throws `UnusableInput` for a file whose bytes its text would not give again. */
export async function readForEdit(file: string): Promise<{ readonly text: string; readonly version: string }> {
  const bytes = await readFile(file).catch((failure: unknown) => refuse(file, failure));
  const text = bytes.toString("utf8");
  if (!Buffer.from(text).equals(bytes))
    throw new UnusableInput("file", `${basename(file)} is not UTF-8. Save it as UTF-8, then try again.`);
  return { text, version: versionOf(text) };
}

export function versionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function refuse(path: string, failure: unknown): never {
  const code = codeOf(failure);
  throw new UnusableInput("path", code === "ENOENT" ? `There is no folder or file ${path}.` : `${path} cannot be read (${code}).`);
}
