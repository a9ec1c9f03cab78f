import { doubledNamesIn } from "#shared/domain/json/doubled-names.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { findJsonProblem } from "#shared/domain/json/json-problem.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { isPlainUser } from "#shared/domain/user/pasted/plain-user.ts";
import type { UserCandidate } from "#shared/domain/user/pasted-user.ts";
import { readingText } from "#shared/domain/user/reading-text.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";
import { type NumberedLine, readLines } from "./read-lines.ts";
import { readSource, readSourcePieces } from "./read-source.ts";

/**
 * Reads the user of a command from a file, or from the standard input for `-`. A JSON object that is a user is used exactly as it stands. Any other text is
 * read like one that is pasted into the page, and the notes are printed on stderr. `isWriting`: a text with several users is refused, because what is sent
 * cannot be taken back. Throws `UnusableArguments`.
 */
export async function readUser(file: string, terminal: Terminal, { isWriting }: { isWriting: boolean }): Promise<StatsigUser> {
  const text = await readSource(file, terminal);
  const json = parseJson(text);
  refuseDefinitions(json, file);
  if (isJsonObject(json) && isPlainUser(json)) {
    for (const sentence of repeatedNotes(text, json)) terminal.note(sentence);
    return json;
  }
  const { candidates, limit } = await readCandidates(text, file);
  const [first, ...others] = candidates;
  if (others.length > 0 && isWriting)
    throw new UnusableArguments(
      `${nameOf(file)} has ${candidates.length} users: ${await labels(candidates)}. Choose one: gatescope user FILE --pick NUMBER prints it, and --user - reads it.`,
    );
  await printNotes(terminal, { first, others, limit });
  return first.user;
}

/** Reads every candidate in a text, best first. Throws `UnusableArguments` if there is none. */
export async function readCandidates(text: string, file: string) {
  const { readPastedUser } = await import("#shared/domain/user/pasted-user.ts");
  const read = readPastedUser(text);
  if (read.kind === "unreadable")
    throw new UnusableArguments(`No user can be read from ${inSentence(file)}. ${problemOf(text, read.problem)}`);
  return read;
}

/** Prints how the user was understood, and names the others. */
export async function printNotes(
  { note }: Pick<Terminal, "note">,
  { first, others, limit }: { first: UserCandidate; others: readonly UserCandidate[]; limit: string | null },
): Promise<void> {
  for (const sentence of [...first.lost, ...first.notes]) note(sentence);
  if (others.length > 0) note(`This is the first of ${others.length + 1} users. The others: ${await labels(others)}.`);
  if (limit !== null) note(limit);
}

async function labels(candidates: readonly UserCandidate[]): Promise<string> {
  const { candidateLabel } = await import("#shared/domain/user/pasted-user.ts");
  return candidates.map(candidateLabel).join("; ");
}

/**
 * Yields the users of a file, or of the standard input for `-`: one JSON object on each line, one at a time; or, if the first line is none, whatever a text
 * with users can be. Notes are printed once each. Throws `UnusableArguments` at the first line that is no user.
 */
export async function* readUsers(
  file: string,
  terminal: Terminal,
  pieces: AsyncIterable<string> = readSourcePieces(file, terminal),
): AsyncGenerator<StatsigUser> {
  const noteOnce = createNoteOnce(terminal);
  const lines = readLines(pieces);
  const held: NumberedLine[] = [];
  let heldLength = 0;
  for await (const line of lines) {
    const isFirst = held.length === 0;
    if (isFirst && parseJson(line.text) !== undefined) {
      yield* usersOfLine(line, file, noteOnce);
      for await (const next of lines) yield* usersOfLine(next, file, noteOnce);
      return;
    }
    held.push(line);
    heldLength += line.text.length + 1;
    if (heldLength > maxHeldLength)
      throw new UnusableArguments(`${nameOf(file)} has no JSON object on its first line, and is too long to be searched for users.`);
  }
  yield* usersOfText(held.map(({ text }) => text).join("\n"), { file, line: null }, noteOnce);
}

const maxHeldLength = 20_000_000;

async function* usersOfLine({ text, number }: NumberedLine, file: string, noteOnce: NoteOnce): AsyncGenerator<StatsigUser> {
  const json = parseJson(text);
  refuseDefinitions(json, file);
  const noteLine: NoteOnce = (sentence) => noteOnce(`Line ${number}: ${sentence}`, sentence);
  if (isJsonObject(json) && isPlainUser(json)) {
    for (const sentence of repeatedNotes(text, json)) noteLine(sentence);
    yield json;
    return;
  }
  yield* usersOfText(text, { file, line: number }, noteLine);
}

/** Definitions have objects that look like users: some of their IDs would be checked as if they were people. */
function refuseDefinitions(json: JsonValue | undefined, file: string): void {
  if (!isJsonObject(json) || !("feature_gates" in json && "dynamic_configs" in json)) return;
  throw new UnusableArguments(
    `${nameOf(file)} has definitions, not users. Give definitions with --specs, and users with --user or --users.`,
  );
}

/** Names what a user has more than once, of which strict JSON keeps the last. */
function repeatedNotes(text: string, json: JsonValue): string[] {
  const names = doubledNamesIn(text, json);
  return names.length === 0 ? [] : [readingText.repeated(names, "last")];
}

/** `line` is the number of the only line that the text has in the file; null for a whole file. */
async function* usersOfText(
  text: string,
  { file, line }: { file: string; line: number | null },
  noteOnce: NoteOnce,
): AsyncGenerator<StatsigUser> {
  const json = parseJson(text);
  refuseDefinitions(json, file);
  if (Array.isArray(json) && json.length > 0 && json.every((each) => isJsonObject(each) && isPlainUser(each))) {
    for (const sentence of repeatedNotes(text, json)) noteOnce(sentence);
    for (const each of json) if (isJsonObject(each)) yield each;
    return;
  }
  const { readPastedUsers } = await import("#shared/domain/user/pasted-user.ts");
  const read = readPastedUsers(text);
  if (read.kind === "unreadable")
    throw new UnusableArguments(
      line === null
        ? `No user can be read from ${inSentence(file)}. ${problemOf(text, read.problem)}`
        : `No user can be read from ${inSentence(file)} line ${line}. ${problemOf(text, read.problem).replace("Line 1, column ", "Column ")}`,
    );
  if (read.limit !== null) noteOnce(read.limit);
  for (const { user, notes, lost } of read.users) {
    for (const sentence of [...lost, ...notes]) noteOnce(sentence);
    yield user;
  }
}

type NoteOnce = (sentence: string, key?: string) => void;

/** A file of many users has the same notes for most of them. */
function createNoteOnce({ note }: Pick<Terminal, "note">): NoteOnce {
  const noted = new Set<string>();
  return (sentence, key = sentence) => {
    if (noted.has(key) || noted.size >= maxNotes) return;
    noted.add(key);
    note(noted.size === maxNotes ? "There are more notes, which are not printed." : sentence);
  };
}

const maxNotes = 50;

/** For a text that is meant as JSON, the place of its first error says more than that no user was found. */
function problemOf(text: string, problem: string): string {
  const flaw = /^\s*[{[]/.test(text) && !problem.startsWith("Line ") ? findJsonProblem(text) : null;
  return flaw === null ? problem : `${problem} Line ${flaw.line}, column ${flaw.column}: ${flaw.what}.`;
}

function nameOf(file: string): string {
  return file === "-" ? "The standard input" : `The file ${file}`;
}

function inSentence(file: string): string {
  return file === "-" ? "the standard input" : file;
}
