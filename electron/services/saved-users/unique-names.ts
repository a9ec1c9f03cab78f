const maxNameLength = 80;

/**
 * Returns a function that makes names unique: it adds the next free number to a name in use (`Mia`, `Mia 2`, `Mia 3`), and then counts the result
 * as in use. Ignores upper and lower case.
 */
export function createUniqueNames(namesInUse: readonly string[]): (name: string) => string {
  const used = new Set(namesInUse.map(spelling));
  const lastNumbers = new Map<string, number>();

  function numbered(name: string): string {
    const stem = name.replace(/ \d{1,6}$/, "");
    for (let number = lastNumbers.get(spelling(stem)) ?? 2; ; number += 1) {
      const candidate = `${stem.slice(0, maxNameLength - 1 - String(number).length)} ${number}`;
      if (used.has(spelling(candidate))) continue;
      lastNumbers.set(spelling(stem), number);
      return candidate;
    }
  }

  return (name) => {
    const unique = used.has(spelling(name)) ? numbered(name) : name;
    used.add(spelling(unique));
    return unique;
  };
}

const spelling = (name: string) => name.toLowerCase();
