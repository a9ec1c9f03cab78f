import { CheckCheck, TriangleAlert } from "lucide-react";
import { type CSSProperties, type ReactNode, useEffect, useEffectEvent } from "react";
import { announce } from "#renderer/ui/live-region.tsx";
import classes from "./headline.module.css";
import { ProgressLine } from "./progress-line.tsx";

/**
 * How sure a headline is. `checked`: of everything. `unfinished`: running or cancelled. `copy`: of an edited copy of the rules. `stale`: of an earlier
 * question. `none`: there is no answer. Of tests: `failed`: something is wrong; `good`: nothing is to be done.
 */
export type HeadlineMark = "checked" | "unfinished" | "copy" | "stale" | "none" | "failed" | "good";

/** The tone of a headline without an answer, named after the state that it is like. */
export type HeadlineTone = "unknown" | "unsent" | "unreached" | "refused" | "slow" | "missing";

/** The least time between two announcements of progress. */
const progressAnnouncedEveryMs = 5_000;

/**
 * Shows the answer of a screen that answers for many: what came out, a sentence that says why, and where it comes from. `announced` is said to screen
 * readers when it changes; progress at most every five seconds.
 */
export function Headline({
  label,
  icon,
  lead,
  rest,
  because,
  meta,
  aside,
  actions,
  mark = "checked",
  tone,
  progress,
  announced,
}: {
  label: string;
  icon?: ReactNode;
  /** The result: `12 of 30 differ`. */
  lead: ReactNode;
  /** What it is about: `Lena and Nora`. Hidden in a narrow window. */
  rest?: ReactNode;
  because: ReactNode;
  /** Provenance, time of the rules, badges. */
  meta?: ReactNode;
  /** A picture at the right, such as a fingerprint. Hidden in a narrow window. */
  aside?: ReactNode;
  actions?: ReactNode;
  mark?: HeadlineMark;
  /** The colour of the mark and of the lead when there is no answer, or of an icon that warns. */
  tone?: HeadlineTone;
  progress?: { readonly done: number; readonly total: number; readonly text: string } | undefined;
  announced: string;
}) {
  const isRunning = progress !== undefined;
  const sayNow = useEffectEvent(() => announce(announced));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a settled result is said whenever it changes
  useEffect(() => {
    if (!isRunning) sayNow();
  }, [isRunning, announced]);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => sayNow(), progressAnnouncedEveryMs);
    return () => clearInterval(timer);
  }, [isRunning]);
  const style = { "--tone": tone === undefined ? "var(--gs-ink)" : `var(--gs-${tone})` } as CSSProperties;
  return (
    <section className={classes.headline} data-mark={mark} aria-label={label} style={style}>
      <div className={classes.mark} aria-hidden="true" />
      <div className={classes.text}>
        <h1 className={classes.line}>
          <span className={classes.lead}>
            {icon}
            {lead}
          </span>
          {rest !== undefined && (
            <span className={classes.rest} title={typeof rest === "string" ? rest : undefined}>
              {rest}
            </span>
          )}
        </h1>
        <p className={classes.because}>{because}</p>
        {meta !== undefined && <div className={classes.meta}>{meta}</div>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      {aside !== undefined && <div className={classes.aside}>{aside}</div>}
      {progress !== undefined && <ProgressLine {...progress} />}
    </section>
  );
}

/** A badge that says how many answers agree with another source: `12 of 12 checked live agree`. */
export function AgreementNote({ agreeing, checked, text }: { agreeing: number; checked: number; text: string }) {
  const isAgreed = agreeing === checked;
  return (
    <b className={classes.agreement} data-differs={!isAgreed || undefined}>
      {isAgreed ? <CheckCheck size={13} strokeWidth={2.3} aria-hidden /> : <TriangleAlert size={12} aria-hidden />}
      {text}
    </b>
  );
}

/** `≠` as a drawing, so that its weight matches the icons of the states. */
export function NotEqualSign({ size = 22 }: { size?: number }) {
  return <Strokes size={size} path="M2.5 5.8h11M2.5 10.2h11M10.6 2.4 5.4 13.6" />;
}

export function EqualSign({ size = 22 }: { size?: number }) {
  return <Strokes size={size} path="M2.5 5.8h11M2.5 10.2h11" />;
}

function Strokes({ size, path }: { size: number; path: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />
    </svg>
  );
}
