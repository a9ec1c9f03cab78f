/** Where the composer leads on to. */
export interface ComposeNavigation {
  readonly onOpenOutbox: () => void;
  readonly onOpenLedger: () => void;
  readonly onOpenExchange: (exchangeId: string) => void;
  readonly onOpenSandbox: () => void;
}
