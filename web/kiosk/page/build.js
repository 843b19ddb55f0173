const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  camera: "M3 8h4l2-3h6l2 3h4v11H3z M12 17a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z",
  noCamera: "M3 8h4l2-3h6l2 3h4v11H3z M4 3l16 18",
  picture: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.500 9h.01",
  sent: "M5 12.500l4.500 4.500L19 7",
  offline: "M3 3l18 18 M8.500 16.500a5 5 0 0 1 7 0 M5 13a10 10 0 0 1 4-2.500 M15.500 10.700A10 10 0 0 1 19 13 M2 9.500A15 15 0 0 1 6 7 M10.500 5.500A15 15 0 0 1 22 9.500 M12 20h.01",
  sending: "M12 20V5 M6 11l6-6 6 6",
  people: "M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M14 14h2v2h-2z M18 18h2v2h-2z M18 14h2 M14 18v2",
  warning: "M12 4 2.500 20h19z M12 10v4 M12 17h.01",
};
const SIGNS = {
  good: ["M24 44a20 20 0 1 0 0-40 20 20 0 0 0 0 40z", "M14 25l7 7 13-15"],
  back: ["M8 6h32v36H8z", "M20 16l-8 8 8 8 M13 24h15a7 7 0 0 1 0 14h-3"],
  stop: ["M16 4h16l12 12v16L32 44H16L4 32V16z", "M14 24h20"],
  ask: ["M24 4 46 42H2z", "M24 18v12 M24 35h.01"],
};

/** Creates a node with attributes, listeners (`onclick`) and children; data only becomes text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(9).filter((child) => child || child === 0));
  return node;
}

/** A button; `kind` is "primary", "plain" or "quiet". */
export const button = (label, onclick, kind = "plain") => el("button", { type: "button", class: kind, onclick }, label);

export const icon = (name) => drawn(`icon icon-${name}`, 24, [SHAPES[name]]);

/** The sign of a verdict: its shape says it without its colour. @param {"good" | "back" | "stop" | "ask"} tone */
export const sign = (tone) => drawn(`sign sign-${tone}`, 48, SIGNS[tone]);

function drawn(className, size, lines) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", `0 0 ${size} ${size}`);
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", className);
  for (const d of lines) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", d);
    drawing.append(line);
  }
  return drawing;
}
