import { keysIn, redactJson, redactText } from "../exchange/redact.ts";
import { isJsonObject, isSameJson, type JsonValue } from "../json/json.ts";
import { findProblem } from "../json/loose/find-problem.ts";
import { parseJson } from "../json/parse-json.ts";
import { buildUser } from "./pasted/build-user.ts";
import { withoutConsoleMarks } from "./pasted/console-copies.ts";
import { decodeText, textOfBase64 } from "./pasted/encoded-text.ts";
import { certain, type FoundUser, findUsers, type How, type TypedHow } from "./pasted/find-users.ts";
import { readToolBatch, readToolUser, segmentWithoutUserText } from "./pasted/other-tools.ts";
import { type PageReading, readPageCopy } from "./pasted/page-copy.ts";
import { readingText } from "./reading-text.ts";
import { type StatsigUser, spreadsheetIdTexts, userLabel } from "./statsig-user.ts";

/** A user that a text may mean. `notes` are sentences about the interpretation; empty for plain JSON in Statsig's spelling. */
export interface UserCandidate {
  readonly user: StatsigUser;
  /** Its place in the text: `request.body.user`; empty for the whole text. */
  readonly place: string;
  readonly notes: readonly string[];
  /** Sentences that name what the text has and the user lacks, because it was not understood or is a key. */
  readonly lost: readonly string[];
}

export type PastedUser =
  /** Best first. `limit` is a sentence if not all of the text was searched. */
  | { readonly kind: "read"; readonly candidates: readonly [UserCandidate, ...UserCandidate[]]; readonly limit: string | null }
  | { readonly kind: "unreadable"; readonly problem: string; readonly line: number | null; readonly column: number | null };

/** Says that pasted text contains no user. */
export const noUserFoundText = "No user was found. Paste a JSON object, an ID or an e-mail address.";

const maxCandidates = 20;
const maxSearched = 500;

/**
 * Reads users from a text: JSON and other notations of objects, code, YAML, a table, pairs of name and value, each also within a log line, a request, a
 * command or JSON; or an ID or an e-mail address. A request's or log's own fields are never the user's. Never throws.
 */
export function readPastedUser(text: string): PastedUser {
  const plain = text.replace(terminalColours, "");
  const copied = withoutConsoleMarks(plain);
  const readText = () =>
    copied === null ? readPlain(plain) : withNote(readPlain(copied), "What a browser’s console adds to an object was left out.");
  const read = plain === text ? readText() : withNote(readText(), "The colours of a terminal were left out.");
  const keys = keysIn(plain);
  // The cast is for a result that is JSON, of which only texts change.
  return keys.length === 0 ? read : (redactJson(read as unknown as JsonValue, keys) as unknown as PastedUser);
}

/** As `jq -C` and log viewers write them (ECMA-48, SGR and EL). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences begin with a control character.
const terminalColours = /\u001b\[[\d;]{0,32}[mK]/g;

/** Chats, pages and spreadsheets add them to what is copied. */
const invisibleEdges = /[\u200b\u2060\ufeff]+(?=[\s"',;}\])]|$)|(?<=^|[\s"'{[(:=])[\u200b\u2060\ufeff]+/g;

/** The end of a line of Monolog (Laravel, Symfony): the context, then `[]` for what a processor could add. */
const emptyExtras = /(?<=\})[ \t]{1,8}\[\](?=[ \t]{0,8}(?:\r?\n|$))/g;

function withNote(read: PastedUser, note: string): PastedUser {
  if (read.kind === "unreadable") return read;
  const [first, ...others] = read.candidates;
  const noted = (candidate: UserCandidate) => ({ ...candidate, notes: [note, ...candidate.notes] });
  return { ...read, candidates: [noted(first), ...others.map(noted)] };
}

function readPlain(text: string): PastedUser {
  const trimmed = text.trim();
  if (trimmed === "") return unreadable("The text is empty.");
  const page = readPageCopy(trimmed);
  if (page !== null) return readPage(page);
  const visible = parseJson(trimmed) === undefined ? trimmed.replace(invisibleEdges, "") : trimmed;
  if (visible !== trimmed) return withNote(readPlain(visible), "Characters of no width beside words were left out.");
  const whole = readStraight(trimmed, text);
  const straight =
    whole.kind === "unreadable" && trimmed.search(emptyExtras) >= 0 ? readStraight(trimmed.replaceAll(emptyExtras, ""), text) : whole;
  if (straight.kind === "read" || !/[“”„‘’‚]/.test(text)) return straight;
  const curly = readStraight(trimmed.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'"), text);
  return curly.kind === "unreadable" ? straight : withNote(curly, "Curly quotes were read as straight ones.");
}

/**
 * Reads a list of users, such as a file with one on each line: every user of the kind that is most certain, in the order of the text, also if it occurs
 * twice. Never throws.
 */
export function readPastedUsers(
  text: string,
): Extract<PastedUser, { kind: "unreadable" }> | { kind: "read"; users: UserCandidate[]; limit: string | null } {
  const page = readPageCopy(text);
  if (page !== null) {
    const read = readPage(page);
    return read.kind === "read" ? { kind: "read", users: [...read.candidates], limit: read.limit } : read;
  }
  const batch = batchCandidates(parseJson(text));
  if (batch.length > 0) return { kind: "read", users: batch, limit: null };
  const { users, limit } = findUsers(text.trim(), maxListed);
  const [best] = users;
  const isAlike = ({ score }: FoundUser) => score === best?.score;
  const listed = users.filter(isAlike).map(candidateOf).filter(isUnderstood);
  if (listed.length > 0) return { kind: "read", users: listed, limit };
  const only = readPastedUser(text);
  return only.kind === "read" ? { kind: "read", users: [...only.candidates], limit: only.limit } : only;
}

const maxListed = 100_000;

function readStraight(text: string, original: string): PastedUser {
  const encoded = decodeText(text);
  const bare = encoded === null ? readBareId(text) : null;
  if (bare !== null) return bare;
  const batch = readBatch(text);
  if (batch !== null) return batch;
  const { users, limit, named } = findUsers(text, maxSearched);
  const [best] = users;
  // Without anything certain, only the best is meant.
  const offered = best !== undefined && best.score < certain ? [best] : users.filter(({ score }) => score >= certain);
  const read = offeredCandidates(distinct(offered.map(candidateOf).filter(isUnderstood)), limit);
  if (read !== null) return read;
  if (limit !== null) return unreadable(limit);
  if (named !== null) return unreadable(named);
  if (encoded?.kind === "text") return unreadable(encodedWithoutUserTexts[encoded.how]);
  const json = parseJson(text);
  if (json !== undefined)
    return unreadable(isJsonObject(json) ? requestWithoutUserText : "This is JSON, but there is no object in it that could be a user.");
  const problem = findProblem(original);
  return problem === null ? unreadable(problemIn(text)) : { ...problem, problem: redactText(problem.problem) };
}

function offeredCandidates(candidates: readonly UserCandidate[], limit: string | null): PastedUser | null {
  const [first, ...others] = candidates.slice(0, maxCandidates);
  const surplus = candidates.length > maxCandidates ? `Only the first ${maxCandidates} of ${candidates.length} users are listed.` : null;
  return first === undefined ? null : { kind: "read", candidates: [first, ...others], limit: limit ?? surplus };
}

/** Reads several events of another tool; null for any other text. */
function readBatch(text: string): PastedUser | null {
  const json = parseJson(text);
  const withoutUser = json === undefined ? null : segmentWithoutUserText(json);
  return withoutUser !== null ? unreadable(withoutUser) : offeredCandidates(distinct(batchCandidates(json)), null);
}

function batchCandidates(json: JsonValue | undefined): UserCandidate[] {
  const entries = json === undefined ? [] : (readToolBatch(json) ?? []);
  return entries.flatMap(({ place, tool: { user, notes } }) =>
    Object.keys(user).length === 0 ? [] : [{ user, place, notes: [readingText.foundAt(place), ...notes], lost: [] }],
  );
}

/** The users of a web page (import from a page): that of the page first, then those that its client has cached. */
function readPage(reading: PageReading): PastedUser {
  if (reading.kind !== "read") return unreadable(pageProblem(reading));
  const { origin, users, notes } = reading.copy;
  const [first, ...others] = users.map(({ user, isCached, hasOnlyIds, lost }, at): UserCandidate => {
    const from = `Read from ${origin ?? "a web page"}${isCached ? ", where Statsig’s client has cached it" : ""}.`;
    const ids = hasOnlyIds ? ["The cache has only its IDs."] : [];
    return { user, place: isCached ? `cached ${at + 1}` : "page", notes: [from, ...ids], lost };
  });
  if (first === undefined) return unreadable(noUserFoundText);
  return { kind: "read", candidates: [first, ...others], limit: notes.length === 0 ? null : notes.join(" ") };
}

/** Says why what was copied from a page has no user. */
export function pageProblem(reading: Exclude<PageReading, { kind: "read" }>): string {
  switch (reading.kind) {
    case "no_client":
      return "The line ran on the page, but found no Statsig client (JavaScript, version 3) there. Wait until the page has loaded, and run it again.";
    case "newer":
      return `A newer Gatescope made this line (version ${reading.version}). Copy the line of this one, and run it again.`;
    case "damaged":
      return `What the line copied from the page is damaged. ${reading.problem} Run the line again.`;
  }
}

function problemIn(text: string): string {
  const file = bodyFile(text);
  if (file !== null) return `The body of this request is in the file ${file}. Paste what is in it.`;
  if (/^\s*(?:curl|fetch)\b/.test(text)) return requestWithoutUserText;
  return /^\s*<[?!a-z]/i.test(text) ? "This is XML or HTML, and there is no user in it." : noUserFoundText;
}

/** Returns the file whose content a command sends, as `-d @user.json` and `-InFile user.json` do; null if it names none. */
function bodyFile(text: string): string | null {
  if (!/^\s*(?:\$ )?(?:curl|wget|Invoke-|irm|iwr|https?\s|xh\s)/i.test(text)) return null;
  const found =
    /(?:-d|--data(?:-\w+)?|--json|--post-file|--body-file)[ =]?["']?(?:@|(?<=-file[ =]["']?))([^\s"']{1,200})|-InFile\s+["']?([^\s"']{1,200})/i.exec(
      text,
    );
  const file = found?.[1] ?? found?.[2];
  return file === undefined || file === "-" ? null : redactText(file);
}

/** An object of which nothing was understood is no user. */
function isUnderstood({ user, lost }: UserCandidate): boolean {
  return Object.keys(user).length > 0 || lost.length === 0;
}

const encodedWithoutUserTexts = {
  base64: "This is JSON in Base64, and there is no user in it.",
  hex: "This is JSON written as hexadecimal bytes, and there is no user in it.",
  token: "This is a sign-in token (JSON Web Token), and there is no user in it. Paste the user’s ID instead.",
  printable: "This text is quoted-printable, as in the source of a mail, and there is no user in it.",
  percent: "This text is percent-encoded, and there is no user in it.",
  quotes: "This text has escaped quotes such as \\u0022, and there is no user in it.",
  entities: "This text has character references such as &quot;, and there is no user in it.",
} as const;
const requestWithoutUserText = "This is a request or a log line, and there is no user in it.";

function candidateOf(found: FoundUser): UserCandidate {
  const candidate = readCandidate(found);
  return found.repeated.length === 0
    ? candidate
    : { ...candidate, lost: [...candidate.lost, readingText.repeated(found.repeated, "last")] };
}

function readCandidate(found: FoundUser): UserCandidate {
  const read = readFound(found);
  return { ...read, notes: [...read.notes, ...spreadsheetIdTexts(read.user)] };
}

function readFound(found: FoundUser): UserCandidate {
  const tool = found.object.json !== undefined && isJsonObject(found.object.json) ? readToolUser(found.object.json, found.beside()) : null;
  if (tool !== null) {
    const isEmpty = Object.keys(tool.user).length === 0;
    const notes = [...notesOfReading(found), ...(isEmpty ? [] : tool.notes)];
    return { user: tool.user, place: found.place, notes, lost: isEmpty ? tool.notes : [] };
  }
  const { user, notes, lost } = buildUser(found);
  const read = { user, place: found.place, notes: [...new Set([...notesOfReading(found), ...notes])], lost };
  return found.place === "" && (found.how.includes("token") || isTokenContent(user)) ? withoutClaims(read) : read;
}

/** The claims of a token that say nothing about a user's attributes, as RFC 7519 and OpenID Connect name them. */
const tokenClaims: ReadonlySet<string> = new Set(
  "iss sub aud exp nbf iat jti azp typ sid scope scp nonce at_hash c_hash auth_time acr amr client_id".split(" "),
);

/** True for what a token’s middle part says, copied from where it was decoded. */
function isTokenContent(user: StatsigUser): boolean {
  return (
    user.userID === undefined &&
    user.sub !== undefined &&
    ["iss", "aud", "exp", "iat"].filter((name) => user[name] !== undefined).length > 1
  );
}

/** What a token says of a person is no user of Statsig, however much it looks like one. */
function withoutClaims({ user, lost, ...read }: UserCandidate): UserCandidate {
  const claims = Object.keys(user).filter((name) => tokenClaims.has(name));
  const { sub } = user;
  return {
    ...read,
    user: Object.fromEntries(Object.entries(user).filter(([name]) => !tokenClaims.has(name))),
    lost: [
      "A token’s content is no Statsig user. Check that your app sends these fields to Statsig.",
      ...(claims.length === 0 ? [] : [`Left out, because they belong to the token: ${claims.join(", ")}.`]),
      ...(typeof sub === "string" ? [`If the token’s “sub” is the user’s ID, enter it as userID: ${sub}`] : []),
      ...lost,
    ],
  };
}

const howTexts: Readonly<Partial<Record<Exclude<How, TypedHow>, string>>> = {
  around: "The surrounding text was ignored.",
  unpacked: "It was JSON inside a text and was unpacked.",
  command: "Read from a command.",
  table: "Read as a table.",
  cell: "It was JSON in a cell of a table; the other cells were ignored.",
  ldif: "Read as an entry of a directory (LDIF).",
  form: "Read from the fields of a form in HTML.",
  attributes: "Read from the data attributes of HTML.",
  labels: "Read from the labels of a message.",
  person: "The person’s ID is the only one in the text.",
  address: "The e-mail address is the only one in the text.",
  r: "Read as a list of R.",
  sql: "Read as the row of an SQL statement.",
  yaml: "Read as YAML.",
  query: "Read as the fields of a form or an address.",
  xml: "Read as XML.",
  php: "Read as PHP’s serialized values.",
  erlang: "Read as Erlang terms.",
  quoted: "The signs of a quotation before its lines were left out.",
  numbered: "The numbers before its lines were left out.",
  diff: "Read from a diff; the lines that it removes were left out.",
  quotes: "Escaped quotes such as \\u0022 were decoded.",
  proto: "Read as a protocol buffer’s text.",
  base64: "It was Base64 and was decoded.",
  hex: "It was written as hexadecimal bytes and was decoded.",
  token: "Read from the content of a sign-in token (JSON Web Token).",
  percent: "It was percent-encoded and was decoded.",
  printable: "It was quoted-printable, as in the source of a mail, and was decoded.",
  entities: "Character references such as &quot; were decoded.",
};

function howText(how: How): string | undefined {
  return isTypedHow(how) ? `Read as ${how.slice("typed:".length)}; the types around its values were left out.` : howTexts[how];
}

/** The formats that a note names, so that they need no note about a program’s object. */
const formats: ReadonlySet<How> = new Set([
  "yaml",
  "table",
  "sql",
  "query",
  "pairs",
  "xml",
  "php",
  "erlang",
  "ldif",
  "form",
  "attributes",
  "labels",
  "person",
  "address",
  "r",
]);

function isTypedHow(how: How): how is TypedHow {
  return how.startsWith("typed:");
}

function notesOfReading({ how, place, beside, object, isRecord }: FoundUser): string[] {
  const isJson = object.json !== undefined;
  const isObject = !isRecord && !how.some((each) => formats.has(each));
  const notation = /user/i.test(object.head) ? readingText.code : readingText.program;
  const isPlaced = place !== "";
  const others = beside();
  return [
    ...how.flatMap((each) => (isPlaced && (each === "around" || each === "unpacked") ? [] : (howText(each) ?? []))),
    ...(isObject && !isJson ? [notation] : []),
    ...(isPlaced ? [readingText.foundAt(place)] : []),
    ...(others.length === 0 ? [] : [readingText.notPart(others)]),
  ];
}

/** Leaves out a candidate that is the same as another, or a part of it. */
function distinct(candidates: readonly UserCandidate[]): UserCandidate[] {
  const isPart = (part: UserCandidate, whole: UserCandidate) =>
    Object.entries(part.user).every(([name, value]) => isSameJson(value, whole.user[name]));
  const kept: UserCandidate[] = [];
  for (const candidate of candidates) {
    if (kept.some((other) => isPart(candidate, other))) continue;
    const smaller = kept.findIndex((other) => isPart(other, candidate));
    kept.splice(smaller < 0 ? kept.length : smaller, smaller < 0 ? 0 : 1, candidate);
  }
  return kept;
}

/** Names a candidate for a choice: the user's label, and where it is. */
export function candidateLabel({ user, place }: UserCandidate): string {
  return place === "" ? userLabel(user) : `${userLabel(user)}, at ${place}`;
}

const keyText = "This looks like a Statsig key. Add keys in the settings of a project, not in a user.";
const maxBareIdLength = 256;

/** Reads an ID or an e-mail address on its own. */
function readBareId(text: string): PastedUser | null {
  const hasKey = redactText(text) !== text;
  if (hasKey && !/[\s{=:"]/.test(text)) return unreadable(keyText);
  // An apostrophe may be in the name of an address (RFC 5322 §3.2.3).
  if (/^[^\s={}"()<>[\]&,;:@]+@[\p{L}\d.-]+\.[\p{L}\d-]+$/u.test(text) && !text.startsWith("'") && text.length <= maxBareIdLength)
    return readAs({ email: text }, "Read as an e-mail address.");
  // As mail programs and Git write a person.
  const named = /^[^<>{}=:"]{1,100}<([^\s<>{}="()]+@[\p{L}\d.-]+\.[\p{L}\d-]+)>$/u.exec(text)?.[1];
  if (named !== undefined && text.length <= maxBareIdLength)
    return readAs({ email: named }, "Read as an e-mail address; the name was left out.");
  const isNumber = /^-?\d+$/.test(text);
  if (!isNumber && (/[\s={}"'()<>[\]&,;]/.test(text) || text.length > maxBareIdLength || isJsonWord(text))) return null;
  if (/^[^@]+@[^@]+\.[^@]+$/.test(text)) return readAs({ email: text }, "Read as an e-mail address.");
  const isPair = /^(?:[a-z_.-]*user[a-z_.-]*|[a-z_-]*id|e-?mail):/i.test(text);
  if (isPair || hasKey || /^https?:/.test(text)) return null;
  const encoded = textOfBase64(text);
  if (encoded !== null && redactText(encoded) !== encoded) return unreadable(keyText);
  return readAs({ userID: text }, encoded === null ? "Read as a userID." : `Read as a userID. As Base64, it stands for “${encoded}”.`);
}

function isJsonWord(text: string): boolean {
  return text === "null" || text === "true" || text === "false";
}

function readAs(user: StatsigUser, note: string): PastedUser {
  return { kind: "read", candidates: [{ user, place: "", notes: [note], lost: [] }], limit: null };
}

function unreadable(problem: string): PastedUser & { kind: "unreadable" } {
  return { kind: "unreadable", problem, line: null, column: null };
}
