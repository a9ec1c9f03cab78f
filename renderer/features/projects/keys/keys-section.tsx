import { useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import plainTable from "#renderer/ui/plain-table.module.css";
import type { Project } from "#shared/domain/project/project.ts";
import detail from "../project-detail.module.css";
import { projectParts } from "../project-part.ts";
import { useKeyStorage, useKeys } from "../projects.queries.ts";
import { projectsLabels } from "../projects-labels.ts";
import { AddKey } from "./add-key.tsx";
import { KeyRow } from "./key-row.tsx";
import classes from "./keys.module.css";

/** Lists the keys of a project, and adds and tests them. */
export function KeysSection({ project, onShowNetwork }: { project: Project; onShowNetwork: () => void }) {
  const { data: keys, error } = useKeys(project.id);
  const { data: storage } = useKeyStorage();
  const [isAdding, setAdding] = useState(false);
  const isFirst = keys?.length === 0;
  const showsForm = isAdding || isFirst;
  return (
    <section ref={keepFocus} data-part={projectParts.keys}>
      <h3 className={detail.h}>
        Keys
        {!showsForm && (
          <button type="button" className="link" onClick={() => setAdding(true)}>
            {projectsLabels.askToAddKey}
          </button>
        )}
      </h3>
      {error !== null && <p role="alert">{sentenceOf(error)}</p>}
      {keys !== undefined && keys.length > 0 && (
        <table className={`${plainTable.table} ${classes.keys}`}>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Ends in</th>
              <th scope="col">{projectsLabels.keyAbilities}</th>
              <th scope="col" className={classes.lastUsed}>
                Last used
              </th>
              <th scope="col">
                <span className="sr">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <KeyRow key={key.id} keyInfo={key} isLocked={storage?.isLocked ?? false} onShowNetwork={onShowNetwork} />
            ))}
          </tbody>
        </table>
      )}
      {showsForm && <AddKey projectId={project.id} isFirst={isFirst ?? false} onDone={() => setAdding(false)} />}
    </section>
  );
}
