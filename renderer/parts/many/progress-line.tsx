import classes from "./progress-line.module.css";

/** A thin line at the bottom of its place, which says how far something is. */
export function ProgressLine({ done, total, text }: { done: number; total: number; text: string }) {
  const share = total === 0 ? 0 : Math.min(1, done / total);
  return (
    <div
      className={classes.progress}
      role="progressbar"
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={text}
    >
      <svg preserveAspectRatio="none" viewBox="0 0 100 1" aria-hidden="true">
        <rect width={share * 100} height="1" fill="currentColor" />
      </svg>
    </div>
  );
}
