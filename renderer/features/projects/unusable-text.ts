/** What was typed cannot be used; the message says why. */
export class UnusableText extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnusableText";
  }
}
