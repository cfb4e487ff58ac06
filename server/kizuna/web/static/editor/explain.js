// What is said where a query has no answer: the problem in words, its place in the query marked.
import { element } from "./elements.js";
import { told } from "./told.js";

const POSSIBLE = 8;

/** Make a renderer of errors for YASR, over the editor that is in use. */
export function explainer(editor) {
  return async ({ text }) => {
    const problem = read(text ?? "");
    const place = problem.line ? findPlace(editor(), problem) : null;
    const made = element("div", { class: "problem", role: "alert" }, element("h3", {}, problem.title));
    const detail = element("p", {}, place?.said ? `The server says: ${problem.detail}` : problem.detail);
    const pointed = place ? pointTo(editor(), place) : [];
    made.append(...(place?.said ? [...pointed, detail] : [detail, ...pointed]));
    if (problem.query && !place) made.append(element("pre", {}, problem.query));
    const remedy = place?.said ? "" : remedyFor(problem);
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

/** Find the first word that the editor's own grammar does not take; else where the server stopped.
 *
 * The server's parser tries every way a query could go on, and tells the place where the last of
 * them ended: that may be the end of the query.
 */
function findPlace(yasqe, { type, line, column, detail }) {
  if (!yasqe) return null;
  const grammatical = /#query-syntax$/.test(type) && !/not declared/.test(detail);
  for (let at = 0; at < yasqe.lineCount() && grammatical; at += 1) {
    const token = yasqe.getLineTokens(at, true).find(({ state }) => state.OK === false);
    if (token) return { line: at, start: token.start, end: token.end, said: unexpected(token, at) };
  }
  if (line > yasqe.lineCount()) return null;
  const ch = Math.min(column - 1, yasqe.getLine(line - 1).length);
  const here = yasqe.getTokenAt({ line: line - 1, ch: ch + 1 });
  // It may have stopped after a word that it could not take: then that is the word to look at.
  const token = here.string.trim() || ch === 0 ? here : yasqe.getTokenAt({ line: line - 1, ch });
  return { line: line - 1, start: Math.min(token.start, ch), end: Math.max(token.end, ch) };
}

function unexpected({ string, start, state }, line) {
  const possible = [...new Set(state.possibleCurrent ?? [])].filter((name) => /^[^a-z]+$/i.test(name) || /^[A-Z]+$/.test(name));
  const list = possible.slice(0, POSSIBLE).join("  ");
  const rest = list ? ` There could be: ${list}${possible.length > POSSIBLE ? " …" : ""}` : "";
  return `Line ${line + 1}, column ${start + 1}: “${string.trim()}” cannot stand here.${rest}`;
}

/** Mark a place in the query, say what is wrong there, and give a button that leads to it. */
function pointTo(yasqe, { line, start, end, said }) {
  const [from, to] = [{ line, ch: start }, { line, ch: end }];
  clearMarks(yasqe);
  marks.set(yasqe, [
    yasqe.markText(from, to, { className: "stopped-here" }),
    yasqe.addLineClass(line, "wrap", "stopped-line"),
  ]);
  const go = () => {
    yasqe.focus();
    yasqe.setCursor(from);
  };
  const button = element("button", { type: "button", class: "go", onclick: go }, `Go to line ${line + 1}, column ${start + 1}`);
  return [...(said ? [element("p", {}, said)] : []), element("p", {}, button)];
}

const marks = new WeakMap();

export function clearMarks(yasqe) {
  const [text, line] = marks.get(yasqe) ?? [];
  if (!text) return;
  text.clear();
  yasqe.removeLineClass(line, "wrap", "stopped-line");
  marks.delete(yasqe);
}
