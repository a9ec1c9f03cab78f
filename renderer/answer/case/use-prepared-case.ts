import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { client } from "#renderer/host/client.ts";
import { saveFile } from "#renderer/ui/save-file.ts";
import type { CaseFormat, CaseRequest, PreparedCase } from "#shared/domain/case/case-request.ts";
import type { CaseToSave } from "./case-to-save.ts";

type Edits = Pick<CaseRequest, "name" | "note" | "choices">;

/** Prepares a case anew at every edit, under one key, so that its tags stay. The previous one is shown until the next is ready. */
export function usePreparedCase(content: CaseToSave, edits: Edits) {
  const caseId = useRef<string | null>(null);
  const [settled] = useDebouncedValue({ name: edits.name, note: edits.note }, 250);
  const prepare = async (latest: Edits): Promise<PreparedCase> => {
    const prepared = await client.cases.prepare({ ...content, ...latest, caseId: caseId.current });
    caseId.current = prepared.caseId;
    return prepared;
  };
  const query = useQuery({
    queryKey: ["prepared case", content, settled, edits.choices],
    queryFn: () => prepare({ ...settled, choices: edits.choices }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const save = async (format: CaseFormat): Promise<string> => {
    const prepared = await prepare(edits);
    const { fileName, mediaType, text } = await client.cases.file({ caseId: prepared.caseId, format });
    saveFile(fileName, [text], mediaType);
    return fileName;
  };
  return { prepared: query.data, isOld: query.isPlaceholderData || query.isFetching, error: query.error, save };
}
