/** An Electron event with `preventDefault`. */
export class PreventableEvent {
  isPrevented = false;

  preventDefault(): void {
    this.isPrevented = true;
  }
}
