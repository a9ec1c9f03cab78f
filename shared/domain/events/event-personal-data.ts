/** Returns the kind of personal data that a text seems to contain, or null. Deliberately narrow, because IDs are often digits, and people ignore warnings that are mostly wrong. */
export function personalDataIn(text: string): string | null {
  if (text.length < minLength) return null;
  if (text.length > maxCheckedLength) return personalDataIn(text.slice(0, maxCheckedLength));
  // Quick checks first, because most texts of a file contain none of them.
  if (text.includes("@") && eMailAddress.test(text)) return "an e-mail address";
  if (text.length >= minCardLength && numbersIn(text).some(isCardNumber)) return "a card number";
  if ((text.includes("+") || text.includes("00")) && phoneNumber.test(text)) return "a phone number";
  return null;
}

/** Shorter than every pattern below. */
const minLength = 6;
const eMailAddress = /[^\s@"'<>]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.[a-z]{2,24}\b/i;
const phoneNumber = /(?:^|[^\w+])(?:\+|00)\d{1,3}[\s./-]?\(?\d{2,5}\)?(?:[\s./-]?\d{2,5}){1,4}(?!\w)/;
const minCardLength = 13;
const maxCheckedLength = 4096;

/** Returns the runs of 13 to 19 digits, also in groups with blanks or hyphens between, as card numbers are written. */
function numbersIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])\d{4}(?:[ -]?\d{3,6}){2,4}(?![\w-])/g)].map(([match]) => match.replace(/[ -]/g, ""));
}

/** True for a valid Luhn check digit and a first digit of the card networks (ISO/IEC 7812). */
function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19 || !/^[3-6]/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, position) => {
    const doubled = Number(digit) * (position % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
