/** Where the composer leads on to. */
export interface ComposeLinks {
  readonly onOpenOutbox: () => void;
  readonly onOpenLedger: () => void;
  readonly onOpenExchange: (exchangeId: string) => void;
  readonly onOpenSandbox: () => void;
}
