import { readArguments, UnusableArguments } from "./arguments.ts";
import { readSource } from "./input/read-source.ts";
import { printNotes, readCandidates } from "./input/read-user.ts";
import type { Terminal } from "./terminal.ts";

const userUsage = `Usage: gatescope user FILE
       gatescope user -

Finds the user in a text, prints it as JSON, and prints on stderr how the text was understood: JSON, a log line, a request or HAR file, cURL or PowerShell,
code or printed objects of most languages, YAML, XML, PHP's serialized values, Erlang terms, a table, pairs of name and value, an ID or an e-mail address, or
what the line of "Import from a page" copied from a web page: its user, and those that Statsig's client has cached. - reads the standard input. Every field
that was not understood is named. A request is never taken as the user, and a key in the text is never printed.

  --pick NUMBER      which user, if the text has several (default: 1); they are listed on stderr
  --compact          prints the JSON on one line

Exit code: 0 if everything of the user was understood, 1 if a field was not, 2 if there is no user in the text or it cannot be read.
check, explain and exposure read their users in the same way, except that a JSON object that is a user is used exactly as it stands.
`;

/** Prints the user in a text. Returns the exit code. */
export async function userCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = { pick: { type: "string" }, compact: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values, positionals } = readArguments("user", args, options, { positionals: 1 });
  if (values.help) {
    terminal.print(userUsage);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined) throw new UnusableArguments("No file: give its name, or - for the standard input.");
  const { candidates, limit } = await readCandidates(await readSource(file, terminal), file);
  const picked = candidates[readPick(values.pick) - 1];
  if (picked === undefined)
    throw new UnusableArguments(`--pick: The text has ${candidates.length} ${candidates.length === 1 ? "user" : "users"}.`);
  terminal.print(`${JSON.stringify(picked.user, null, values.compact ? 0 : 2)}\n`);
  const others = values.pick === undefined ? candidates.slice(1) : [];
  await printNotes(terminal, { first: picked, others, limit });
  return picked.lost.length === 0 ? 0 : 1;
}

function readPick(pick: string | undefined): number {
  if (pick === undefined) return 1;
  if (!/^[1-9]\d*$/.test(pick)) throw new UnusableArguments("--pick takes the number of a user; the first is 1.");
  return Number(pick);
}
