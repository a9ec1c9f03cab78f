/**
 * The arguments of `StatsigUser("ada", email="a@x.de", custom={…})`, as programs in Python and Ruby write a user, as the text of an object. Null where a text
 * has no such call, and where the call has an object already, as in JavaScript.
 */
export function constructedObject(text: string): string | null {
  const call = /\bStatsigUser(?:\.new)?\s*\(/.exec(text);
  if (call === null) return null;
  const from = call.index + call[0].length;
  const end = closingParenthesis(text, from);
  const given = end === null ? "" : text.slice(from, end).trim();
  if (given === "" || given.startsWith("{")) return null;
  // Both languages take the userID first.
  const named = /^["']/.test(given) ? `userID: ${given}` : given;
  return `{${named.replace(textOrName, (found, name?: string) => (name === undefined ? found : `${name}:`))}}`;
}

/** A text in quotes, which stays as it is, or the name of an argument. */
const textOrName = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\b(\w+)\s*=(?![=>])/gs;

function closingParenthesis(text: string, from: number): number | null {
  const signs = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()]/gs;
  signs.lastIndex = from;
  let depth = 1;
  for (let found = signs.exec(text); found !== null; found = signs.exec(text)) {
    if (found[0] === "(") depth += 1;
    else if (found[0] === ")") depth -= 1;
    if (depth === 0) return found.index;
  }
  return null;
}
