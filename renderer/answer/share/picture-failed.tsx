import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import { caseFileName } from "#shared/domain/case/case-text.ts";
import classes from "./copy-failed.module.css";
import { shareLabels } from "./share-labels.ts";

/** Offers to save a picture that the browser did not let the page copy; null for one that could not be drawn. */
export function PictureFailed({ picture, name, onClose }: { picture: Blob | null; name: string; onClose: () => void }) {
  const preview = usePreview(picture);
  return (
    <OpenDialog onClose={onClose} title={shareLabels.couldNotCopyPicture} size="44rem" centered>
      <div className={classes.body}>
        <p>{picture === null ? shareLabels.pictureNotDrawn : shareLabels.pictureNotAllowed}</p>
        {preview !== null && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <section className={classes.picture} tabIndex={0} aria-label={shareLabels.pictureCopied}>
            <img src={preview} alt={shareLabels.pictureCopied} />
          </section>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {shareLabels.close}
          </Button>
          {picture !== null && (
            <Button
              data-autofocus
              onClick={() => {
                saveFile(`${caseFileName(name, "case").replace(/\.[^.]+$/, "")}.png`, [picture], "image/png");
                onClose();
              }}
            >
              {shareLabels.savePicture}
            </Button>
          )}
        </div>
      </div>
    </OpenDialog>
  );
}

/** The picture as a data address: the page's policy allows pictures of no other kind. */
function usePreview(picture: Blob | null): string | null {
  const [preview, setPreview] = useState<string | null>(null);
  useEffect(() => {
    if (picture === null) return;
    const reader = new FileReader();
    reader.onload = () => setPreview(typeof reader.result === "string" ? reader.result : null);
    reader.readAsDataURL(picture);
    return () => reader.abort();
  }, [picture]);
  return preview;
}
