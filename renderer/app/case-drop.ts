import { useEffect } from "react";
import { setScreen } from "#renderer/session/session.ts";
import { caseExtension } from "#shared/domain/case/case-format.ts";

/** Opens a case whose file is dropped anywhere on the page, unless a screen takes the file itself. Other files do nothing: the browser would show them instead of the page. */
export function useCaseDrop(): void {
  useEffect(() => {
    const allow = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const open = (event: DragEvent) => {
      const file = [...(event.dataTransfer?.files ?? [])].find(({ name }) => name.endsWith(caseExtension));
      if (event.defaultPrevented || event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      if (file === undefined) return;
      setScreen("cases");
      void import("#renderer/features/cases/case-view.ts").then(({ openCaseFile }) => openCaseFile(file));
    };
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", open);
    return () => {
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", open);
    };
  }, []);
}
