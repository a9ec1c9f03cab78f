import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createRequestHistory, type RequestHistory } from "#services/history/history.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { benchEntry, fillHistory, newestAtMs } from "./long-history.ts";
import { inMs, type Measured, percentile, timesOf } from "./measured.ts";

const [short, long] = [10_000, 1_000_000];

/** Words, fields and combinations as they are typed; absent ones, and ones of which most requests match. */
const searches = [
  ...["checkout", "u-777", "checkout_gate_4242", "pass", "Lena", "200", "gate_99", "staging", "germany pilot lena", "nowhere"],
  ...["gate:checkout_gate_77*", "user:u-777", "user:*77", "tier:production state:fail", "status:>=400", "status:500", "pinned:yes"],
  ...["state:unanswered", "state:slow_down", "-lena", "lena -staging", "gate:checkout* user:u-103 tier:staging", "since:1d fail"],
  "experiment:checkout_gate_3* user:u-9 state:refused",
];
const rounds = 5;

/** Measures a history of 1,000,000 exchanges beside one of 10,000. */
export async function measureMillion(folder: string): Promise<Measured[]> {
  const beside = await measureLength(join(folder, "short"), short);
  const ours = await measureLength(join(folder, "long"), long);
  return (Object.keys(ours) as (keyof Lengths)[]).map((what) => ({
    what: `${whats[what]}, ${formatNumber(long)} beside ${formatNumber(short)}`,
    ours: inMs(ours[what]),
    beside: inMs(beside[what]),
    ratio: ours[what] / beside[what],
  }));
}

interface Lengths {
  readonly reopening: number;
  readonly newestPage: number;
  readonly search: number;
  readonly wholeSearch: number;
  readonly blocked: number;
  readonly keptMeanwhile: number;
}

const whats: Record<keyof Lengths, string> = {
  reopening: "opening the history again, median",
  newestPage: "the newest page, median",
  search: "the first answer of a search, p95",
  wholeSearch: "a search to its end, p95",
  blocked: "the core blocked while searching, longest",
  keptMeanwhile: "an exchange kept while searching, p95",
};

async function measureLength(folder: string, count: number): Promise<Lengths> {
  mkdirSync(folder);
  fillHistory(folder, count);
  const open = () => createRequestHistory({ folder, clock: createFixedClock(newestAtMs), notices: createRecordedNotices() });
  const reopeningMs: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const startedMs = performance.now();
    const opened = await open();
    reopeningMs.push(performance.now() - startedMs);
    await opened.close();
  }
  const history = await open();
  try {
    const newestMs = await timesOf(30, () => search(history, ""));
    const searchMs = await timesOf(rounds * searches.length, (number) => search(history, searches[number % searches.length] ?? ""));
    const wholeMs = await timesOf(searches.length, (number) => searchToTheEnd(history, searches[number] ?? ""));
    const beat = startHeartbeat();
    const keptMs: number[] = [];
    for (const [number, text] of searches.entries()) {
      const searching = searchToTheEnd(history, text);
      const startedMs = performance.now();
      await history.append({ ...benchEntry(number), exchange: { ...benchEntry(number).exchange, id: `meanwhile-${number}` } });
      keptMs.push(performance.now() - startedMs);
      await searching;
    }
    return {
      reopening: percentile(reopeningMs, 0.5),
      newestPage: percentile(newestMs, 0.5),
      search: percentile(searchMs, 0.95),
      wholeSearch: percentile(wholeMs, 0.95),
      blocked: beat.stop(),
      keptMeanwhile: percentile(keptMs, 0.95),
    };
  } finally {
    await history.close();
  }
}

function search(history: RequestHistory, text: string, beforeSeq: number | null = null) {
  return history.actions({ filter: HistoryFilterSchema.parse({ text, hasBackground: false }), beforeSeq, limit: 100 });
}

/** As the page does it: until a page is full or everything is searched. */
async function searchToTheEnd(history: RequestHistory, text: string): Promise<void> {
  let part = await search(history, text);
  while (part.searchedBackToMs !== null) part = await search(history, text, part.nextBeforeSeq);
}

/** Measures the longest time for which this thread, which is the core's, does nothing else. */
function startHeartbeat(): { stop(): number } {
  const everyMs = 2;
  let longestMs = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs - everyMs);
    lastMs = nowMs;
  }, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return longestMs;
    },
  };
}
