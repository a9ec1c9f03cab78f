import { describeForgetting, type ForgetReport } from "#shared/domain/session/forget-report.ts";
import classes from "./forget-user.module.css";

/** Shows what is kept of a user, or what was removed. */
export function Report({ report, isPreview }: { report: ForgetReport; isPreview: boolean }) {
  return (
    <div className={classes.report}>
      {describeForgetting(report, { isPreview }).map(({ title, lines }) => (
        <div key={title}>
          <p>{title}</p>
          {lines.length > 0 && (
            <ul>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </div>
  );
}
