/** Texts of the copy button of an answer and its menu; tests look for them. */
export const shareLabels = {
  chat: "Copy for chat",
  /** The same in a narrow window. */
  chatInShort: "Copy",
  more: "More ways to copy",
  picture: "Copy as picture",
  sentence: "Copy the sentence",
  link: "Copy a link",
  curl: "Copy as cURL",
  chatHint: "Markdown: sentence, rule, values",
  pictureHint: "answer and Why, private values hidden",
  sentenceHint: "plain text",
  linkHint: "screen, name and saved user; no values",
  curlHint: "the key as a variable",
  copied: "Copied",
  /** For the announcement: `Answer for chat copied.` */
  chatCopied: "Answer for chat",
  linkCopied: "Link",
  pictureCopied: "Picture of the answer",
  couldNotCopy: "Could not copy; the text is selected",
  couldNotCopyPicture: "Could not copy the picture",
  pictureNotAllowed: "This browser does not let the page put a picture on the clipboard. It can be saved as a file.",
  pictureNotDrawn: "The picture could not be drawn. Copy for chat has the same as text.",
  savePicture: "Save as PNG",
  close: "Close",
} as const;
