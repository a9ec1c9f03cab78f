import type { Exchange, TimingPhase } from "#shared/domain/exchange/exchange.ts";

const phaseLabels: Record<TimingPhase["name"], string> = {
  dns: "Name look-up",
  connect: "Connect",
  tls: "TLS",
  send: "Send",
  wait: "Wait for Statsig",
  receive: "Receive",
};

export interface TimingPart {
  readonly name: TimingPhase["name"] | "other";
  readonly label: string;
  readonly ms: number;
}

/** The phases in order, and last what the total has beside them: finding the proxy and certificates, unpacking the body, or a browser's queue. */
export function timingParts({ phases, totalMs }: Pick<Exchange["timing"], "phases" | "totalMs">): TimingPart[] {
  const otherMs = totalMs - phases.reduce((sum, { ms }) => sum + ms, 0);
  return [
    ...phases.map(({ name, ms }) => ({ name, label: phaseLabels[name], ms })),
    ...(otherMs < shownFromMs ? [] : [{ name: "other" as const, label: "Outside the connection", ms: otherMs }]),
  ];
}

/** Less is shown as 0.0. */
const shownFromMs = 0.05;
