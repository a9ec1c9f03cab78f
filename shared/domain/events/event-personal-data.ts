/** What a text seems to say of a person, or null. Deliberately narrow: IDs are mostly digits, and a finding that is mostly wrong is not read. */
export function personalDataIn(text: string): string | null {
  // Shorter than any of them: most texts.
  if (text.length < shortest) return null;
  if (text.length > maxFieldUsages) return personalDataIn(text.slice(0, maxFieldUsages));
  // What each of them must have is looked for first: a file has a million texts without.
  if (text.includes("@") && eMailAddress.test(text)) return "an e-mail address";
  if (text.length >= minCardLength && numbersIn(text).some(isCardNumber)) return "a card number";
  if ((text.includes("+") || text.includes("00")) && phoneNumber.test(text)) return "a phone number";
  return null;
}

const shortest = 6;
const eMailAddress = /[^\s@"'<>]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.[a-z]{2,24}\b/i;
const phoneNumber = /(?:^|[^\w+])(?:\+|00)\d{1,3}[\s./-]?\(?\d{2,5}\)?(?:[\s./-]?\d{2,5}){1,4}(?!\w)/;
const minCardLength = 13;
const maxFieldUsages = 4096;

/** Runs of 13 to 19 digits, as cards are written: in one, or in groups with blanks or hyphens between. */
function numbersIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])\d{4}(?:[ -]?\d{3,6}){2,4}(?![\w-])/g)].map(([found]) => found.replace(/[ -]/g, ""));
}

/** Luhn's check digit, and a first digit that card networks use (ISO/IEC 7812). */
function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19 || !/^[3-6]/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, position) => {
    const doubled = Number(digit) * (position % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
