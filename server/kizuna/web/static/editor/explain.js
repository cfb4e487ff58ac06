// What is said where a query has no answer: the problem in words, its place in the query marked.
import { element } from "./elements.js";
import { say, told } from "./told.js";

const POSSIBLE = 8;

/** Make a renderer of errors for YASR, over the editor that is in use. */
export function explainer(editor) {
  return async ({ text }) => {
    const problem = read(text ?? "");
    const place = problem.line ? findPlace(editor(), problem) : null;
    const made = element("div", { class: "problem", role: "alert" }, element("h3", {}, knownAs(problem)?.title ?? problem.title));
    const words = element("span", { lang: problem.type ? "en" : null }, problem.detail);
    const detail = element("p", {}, ...(place?.said ? [`${say("server-says")} `] : []), words);
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
  if (/abort/i.test(text)) return { title: say("stopped"), detail: say("stopped-detail") };
  if (/fetch|network/i.test(text)) {
    return { title: say("unreachable"), detail: say("unreachable-detail") };
  }
  return { title: say("unanswered"), detail: text };
}

/** The server tells problems to programs, in English; the page knows them by their types. */
const knownAs = ({ type }) => told.problems[(type ?? "").split("#")[1]];

function remedyFor(problem) {
  const remedy = knownAs(problem)?.remedy ?? "";
  if (!/#query-timeout$/.test(problem.type)) return remedy;
  const [seconds, asked] = [told.timeout, problem.limit];
  return asked && asked < seconds ? say("own-limit", { seconds, asked, remedy }) : say("limit", { seconds, remedy });
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
  const words = possible.slice(0, POSSIBLE).join("  ") + (possible.length > POSSIBLE ? " …" : "");
  const found = { line: line + 1, column: start + 1, word: string.trim() };
  return words ? say("expected", { ...found, words }) : say("unexpected", found);
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
  const button = element("button", { type: "button", class: "go", onclick: go }, say("go-to", { line: line + 1, column: start + 1 }));
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
