// What is said where a query has no answer: the problem in words, its place in the query marked.
import { element } from "./elements.js";
import { told } from "./told.js";

/** Make a renderer of errors for YASR, over the editor that is in use. */
export function explainer(editor) {
  return async ({ text }) => {
    const problem = read(text ?? "");
    const made = element(
      "div", { class: "problem", role: "alert" }, element("h3", {}, problem.title), element("p", {}, problem.detail),
    );
    const place = problem.line ? mark(editor(), problem) : null;
    if (place) made.append(place);
    if (problem.query) made.append(element("pre", {}, problem.query));
    const remedy = remedyFor(problem);
    if (remedy) made.append(element("p", {}, remedy));
    return made;
  };
}

function read(text) {
  try {
    const problem = JSON.parse(text);
    if (problem && problem.title) return problem;
  } catch {
    // It is no problem of the server's telling.
  }
  if (/abort/i.test(text)) return { title: "The query was stopped", detail: "You stopped it; nothing came back." };
  if (/fetch|network/i.test(text)) {
    return { title: "The server cannot be reached", detail: "No answer came back. Is the network there? Is the server running? Try again." };
  }
  return { title: "The query has no answer", detail: text };
}

function remedyFor({ type, limit }) {
  const name = (type ?? "").split("#")[1];
  const remedy = told.remedies[name] ?? "";
  if (name !== "query-timeout") return remedy;
  const own = limit && limit < told.timeout ? ` (this request asked for ${limit})` : "";
  return `Here a query may take ${told.timeout} seconds${own}, waiting included. ${remedy}`;
}

/** Mark where the parser stopped, and give a button that leads there. */
function mark(yasqe, { line, column }) {
  if (!yasqe || line > yasqe.lineCount()) return null;
  const from = { line: line - 1, ch: Math.min(column - 1, yasqe.getLine(line - 1).length) };
  const at = yasqe.getTokenAt({ line: from.line, ch: from.ch + 1 });
  // It may have stopped after a word that it could not take: then that is the word to look at.
  const token = at.string.trim() || from.ch === 0 ? at : yasqe.getTokenAt(from);
  const [start, end] = [Math.min(token.start, from.ch), Math.max(token.end, from.ch)].map((ch) => ({ line: from.line, ch }));
  clearMarks(yasqe);
  marks.set(yasqe, [
    yasqe.markText(start, end, { className: "stopped-here" }),
    yasqe.addLineClass(from.line, "wrap", "stopped-line"),
  ]);
  const go = () => {
    yasqe.focus();
    yasqe.setCursor(from);
  };
  return element("p", {}, element("button", { type: "button", class: "go", onclick: go }, `Go to line ${line}, column ${column}`));
}

const marks = new WeakMap();

export function clearMarks(yasqe) {
  const [text, line] = marks.get(yasqe) ?? [];
  if (!text) return;
  text.clear();
  yasqe.removeLineClass(line, "wrap", "stopped-line");
  marks.delete(yasqe);
}
