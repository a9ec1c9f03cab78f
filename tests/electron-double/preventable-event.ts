/** An event of Electron's that a listener can stop. */
export class PreventableEvent {
  isPrevented = false;

  preventDefault(): void {
    this.isPrevented = true;
  }
}
