/** How a text of the picture looks. */
export interface TextStyle {
  readonly size: number;
  readonly lineHeight: number;
  readonly weight?: 400 | 500 | 600;
  readonly isData?: boolean;
  /** The name of a colour token: `ink-2`. */
  readonly colour: string;
}

/** Wider pictures are scaled down by chats until their text cannot be read. */
export const sheetWidth = 960;
const maxScale = 2;
/** Browsers draw nothing on a canvas that is higher. */
const maxPixels = 16_000;

/**
 * A sheet that is drawn from the top down. Everything is kept until its height is known, because a canvas has a fixed size. Colours and faces are those of the
 * page, in its scheme.
 */
export class PictureSheet {
  y = 0;
  readonly #style = getComputedStyle(document.documentElement);
  readonly #measuring = contextOf(document.createElement("canvas"));
  readonly #drawn: ((context: CanvasRenderingContext2D) => void)[] = [];

  colour(token: string): string {
    return this.#style.getPropertyValue(`--gs-${token}`).trim();
  }

  font({ size, weight = 400, isData = false }: TextStyle): string {
    return `${weight} ${size}px ${this.#style.getPropertyValue(isData ? "--gs-face-data" : "--gs-face")}`;
  }

  draw(drawing: (context: CanvasRenderingContext2D) => void): void {
    this.#drawn.push(drawing);
  }

  widthOf(text: string, style: TextStyle): number {
    this.#measuring.font = this.font(style);
    return this.#measuring.measureText(text).width;
  }

  /** Draws a text at a place, in as many lines as it needs. Returns its height. */
  text(text: string, { x, y, width }: { x: number; y: number; width: number }, style: TextStyle): number {
    const lines = this.#wrapped(text, width, style);
    const colour = this.colour(style.colour);
    const font = this.font(style);
    this.draw((context) => {
      context.font = font;
      context.fillStyle = colour;
      context.textBaseline = "middle";
      for (const [at, line] of lines.entries()) context.fillText(line, x, y + (at + 0.5) * style.lineHeight);
    });
    return lines.length * style.lineHeight;
  }

  box({ x, y, width, height }: { x: number; y: number; width: number; height: number }, token: string): void {
    const colour = this.colour(token);
    this.draw((context) => {
      context.fillStyle = colour;
      context.fillRect(x, y, width, height);
    });
  }

  /** Returns the sheet as PNG, at twice its size unless it is very long. */
  async toPng(): Promise<Blob> {
    const scale = Math.min(maxScale, maxPixels / this.y);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(sheetWidth * scale);
    canvas.height = Math.round(this.y * scale);
    const context = contextOf(canvas);
    context.scale(scale, scale);
    context.fillStyle = this.colour("screen");
    context.fillRect(0, 0, sheetWidth, this.y);
    for (const drawing of this.#drawn) drawing(context);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (png === null) throw new Error("The browser made no PNG of the picture.");
    return png;
  }

  /** Breaks at spaces, and within a word that is longer than a line. Spaces at the start of a line stay: they indent JSON. */
  #wrapped(text: string, width: number, style: TextStyle): string[] {
    this.#measuring.font = this.font(style);
    const fits = (line: string) => this.#measuring.measureText(line).width <= width;
    const lines: string[] = [];
    for (const paragraph of text.split("\n")) {
      let line = "";
      for (const word of paragraph.split(/(?<=\s)/)) {
        if (line !== "" && !fits(line + word.trimEnd())) {
          lines.push(line.trimEnd());
          line = "";
        }
        line += word;
        while (!fits(line.trimEnd())) {
          const end = lengthThatFits(line, fits);
          lines.push(line.slice(0, end));
          line = line.slice(end);
        }
      }
      lines.push(line.trimEnd());
    }
    return lines;
  }
}

/** Returns how much of a line fits, at least one character, and never half of one. */
function lengthThatFits(line: string, fits: (part: string) => boolean): number {
  let [low, high] = [1, line.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(line.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  const isHalf = /[\uD800-\uDBFF]/.test(line.charAt(low - 1));
  return isHalf ? (low === 1 ? 2 : low - 1) : low;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser has no canvas.");
  return context;
}
