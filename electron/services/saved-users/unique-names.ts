const maxNameLength = 80;

/**
 * Gives each name that is asked for itself where it is free, else with the next free number behind it: `Mia`, `Mia 2`, `Mia 3`. Upper and lower case
 * count as the same, and each name given is taken from then on.
 */
export function createUniqueNames(taken: readonly string[]): (name: string) => string {
  const used = new Set(taken.map(spelling));
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
