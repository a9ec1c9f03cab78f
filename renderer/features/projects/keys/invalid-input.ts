/** Thrown for typed input that cannot be used; the message is shown to the person. */
export class InvalidInput extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidInput";
  }
}
