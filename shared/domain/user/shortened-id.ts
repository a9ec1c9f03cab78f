/** Spreadsheets keep 15 digits of a number, and write a long one as `9.00719925474099E+15`, with a comma in some languages. */
const shortenedNumber = /^-?\d(?:[.,]\d+)?E\+\d{2,3}$/;

export interface ShortenedId {
  readonly idType: string;
  readonly value: string;
}

export function isShortenedNumber(text: string): boolean {
  return text.length <= 32 && shortenedNumber.test(text);
}

/** `#N/A`, `#REF!`, `#NAME?`, `#WERT!` and others, and `####`, which stands for a column that is too narrow. */
const spreadsheetError = /^#(?:N\/?[AVD]|[\p{Lu}\d/ _]{2,12}[!?]|#{2,})$/u;

/** Says of an ID that a spreadsheet has written it, and not the app: a shortened number, an error, a formula. Null for any other. */
export function spreadsheetIdText(unit: ShortenedId): string | null {
  const { idType, value } = unit;
  if (isShortenedNumber(value)) return shortenedIdText(unit);
  if (value.length <= 32 && spreadsheetError.test(value))
    return `${idType} is “${value}”, which a spreadsheet shows where it has no value. Correct the cell, and export the file again.`;
  return /^="?./.test(value) ? `${idType} is “${value}”, the formula of a spreadsheet and not its result. Export the values.` : null;
}

function shortenedIdText({ idType, value }: ShortenedId): string {
  return `${idType} is “${value}”: a spreadsheet shortened this number, and the file no longer has its last digits. Export the IDs as text.`;
}
