/** The screens and tabs that the composer links to. */
export interface ComposeNavigation {
  readonly onOpenOutbox: () => void;
  readonly onOpenLedger: () => void;
  readonly onOpenExchange: (exchangeId: string) => void;
  readonly onOpenSandbox: () => void;
}
