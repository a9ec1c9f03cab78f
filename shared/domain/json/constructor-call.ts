/**
 * Returns the arguments of `StatsigUser("ada", email="a@x.de", custom={…})`, the constructor in Python and Ruby, as the text of an object. Null if the text
 * has no such call, or if the argument is an object already, as in JavaScript.
 */
export function constructedObject(text: string): string | null {
  const call = /\bStatsigUser(?:\.new)?\s*\(/.exec(text);
  if (call === null) return null;
  const from = call.index + call[0].length;
  const end = closingParenthesis(text, from);
  const given = end === null ? "" : text.slice(from, end).trim();
  if (given === "" || given.startsWith("{")) return null;
  // The userID is the first argument in both languages.
  const named = /^["']/.test(given) ? `userID: ${given}` : given;
  return `{${named.replace(textOrName, (match, name?: string) => (name === undefined ? match : `${name}:`))}}`;
}

/** Matches a text in quotes, which stays unchanged, or the name of an argument. */
const textOrName = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\b(\w+)\s*=(?![=>])/gs;

function closingParenthesis(text: string, from: number): number | null {
  const signs = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()]/gs;
  signs.lastIndex = from;
  let depth = 1;
  for (let match = signs.exec(text); match !== null; match = signs.exec(text)) {
    if (match[0] === "(") depth += 1;
    else if (match[0] === ")") depth -= 1;
    if (depth === 0) return match.index;
  }
  return null;
}
