const grouped = numberFormat({});
const compact = numberFormat({ notation: "compact" });

/** `12,000`. */
export function formatNumber(value: number): string {
  return grouped.format(value);
}

/** `12K`, for places too narrow for the whole number. */
export function formatCompactNumber(value: number): string {
  return compact.format(value);
}

/** `1 event`, `12,000 events`. `plural` is needed only where it is not the noun with an s. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** `10 %`, `0.005 %`: at most four decimals, or exactly `decimals`, so that numbers below one another line up. */
export function formatPercent(percent: number, { decimals }: { decimals?: number } = {}): string {
  return `${decimals === undefined ? trimDecimals(percent, 4) : percent.toFixed(decimals)} %`;
}

/** `1 byte`, `9,999 bytes`, `12.4 kB`, `67 MB`: exact below 10,000 bytes, then in powers of 1,000. */
export function formatBytes(bytes: number): string {
  if (bytes < 10_000) return formatCount(bytes, "byte");
  return bytes < 1_000_000 ? `${trimDecimals(bytes / 1000, 1)} kB` : `${trimDecimals(bytes / 1_000_000, 1)} MB`;
}

function trimDecimals(value: number, maxDecimals: number): string {
  return String(Number(value.toFixed(maxDecimals)));
}

/** Makes the format when it is first used: the first one of a process reads ICU's data, which costs a start more than any module. */
function numberFormat(options: Intl.NumberFormatOptions): { format(value: number): string } {
  let made: Intl.NumberFormat | undefined;
  return {
    format(value) {
      made ??= new Intl.NumberFormat("en-US", options);
      return made.format(value);
    },
  };
}
