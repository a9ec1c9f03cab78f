/** Names of an answer's value; tests look for them. */
export const valueLabel = "Value";
export const variantsLabel = "Variants, best first";

/** `rules of the file definitions.json`: the source of the rules that explain an answer. */
export function rulesOfFile(fileName: string): string {
  return `rules of the file ${fileName}`;
}
