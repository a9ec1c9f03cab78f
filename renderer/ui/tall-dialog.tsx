import type { ReactNode } from "react";
import { OpenDialog, type OpenDialogProps } from "./open-dialog.tsx";
import classes from "./tall-dialog.module.css";

export interface TallDialogProps
  extends Pick<OpenDialogProps, "onClose" | "onSubmit" | "size" | "attributes" | "closeOnEscape" | "closeOnClickOutside"> {
  title: string;
  /** A clause beside the title. */
  about: string;
  children: ReactNode;
}

/** A dialog for work in several parts, as high as the window allows: a title, parts that scroll by themselves, and a `DialogFoot`. */
export function TallDialog({ title, about, children, ...props }: TallDialogProps) {
  return (
    <OpenDialog
      {...props}
      title={
        <>
          {title} <span className={classes.about}>{about}</span>
        </>
      }
      classNames={{ content: classes.dialog ?? "", header: classes.header ?? "", title: classes.title ?? "", body: classes.body ?? "" }}
    >
      {children}
    </OpenDialog>
  );
}

/** The end of a tall dialog: a text, which takes the room, and buttons. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>;
}
