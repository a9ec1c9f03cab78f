/** Generates events as a product would write them, one JSON line each. */
export function eventLines(count: number, from = 0, firstAtMs = 1_795_000_000_000): string {
  const lines = Array.from({ length: count }, (_, at) => {
    const n = from + at;
    return JSON.stringify({
      eventName: ["add_to_cart", "checkout", "view_item", "search"][n % 4],
      value: n % 3 === 0 ? n / 100 : `SKU-${n % 977}`,
      time: firstAtMs + n,
      user: { userID: `u-${n % 7919}`, email: `u${n % 7919}@example.com`, country: "DE", custom: { plan: "pro" } },
      metadata: { item: `item-${n % 131}`, source: "import" },
    });
  });
  return `${lines.join("\n")}\n`;
}
