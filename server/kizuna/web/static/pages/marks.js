// What a mark of a drawing stands for is told beside it, and on a map what belongs to it stands out.
//
// Told is the title of the mark. Browsers tell it late, and only to those who point: while it is
// told here, they have none to tell.
import { element } from "../editor/elements.js";

const MARKS = ".map .tie, .map .place, .timeline .event, .timeline .span, .histogram .column";
const LINGERS = 200; // Milliseconds in which the pointer may come from a mark to what is told of it.
const AWAY = 12;
const EDGE = 8;

export function startMarks() {
  new Marks().start();
}

/** `mark` is what is told of, `pointer` where it was pointed at: null if it has the focus. */
class Marks {
  mark = null;
  pointer = null;
  closed = null;

  constructor() {
    this.box = element("div", { class: "tooltip", "aria-hidden": "true", hidden: "" }); // Marks have names.
  }

  start() {
    document.body.append(this.box);
    document.addEventListener("pointerover", (event) => this.over(event));
    document.addEventListener("pointermove", (event) => this.follow(event));
    document.documentElement.addEventListener("pointerleave", () => this.leave());
    document.addEventListener("pointerdown", (event) => event.pointerType === "touch" && this.close());
    document.addEventListener("click", (event) => this.tapped(event));
    document.addEventListener("focusin", (event) => this.focused(event.target));
    document.addEventListener("focusout", () => !this.pointer && this.close());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.dismiss());
    document.addEventListener("scroll", () => this.place(), true);
    document.addEventListener("renewed", () => this.close());
  }

  over(event) {
    if (event.pointerType === "touch") return;
    const mark = markOf(event.target);
    if (mark !== this.closed) this.closed = null;
    if (mark && mark !== this.closed) this.tell(mark, event);
    else if (this.box.contains(event.target)) clearTimeout(this.waiting);
    else this.leave();
  }

  follow(event) {
    if (!this.pointer || !this.mark.contains(event.target)) return;
    this.pointer = { x: event.clientX, y: event.clientY };
    this.place();
  }

  leave() {
    if (!this.pointer) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.close(), LINGERS);
  }

  /** Under a finger a link is followed; any other mark tells what it stands for. */
  tapped(event) {
    const mark = markOf(event.target);
    if (event.pointerType === "touch" && mark && !mark.matches("a")) this.tell(mark, event);
  }

  focused(target) {
    const mark = markOf(target);
    if (mark?.matches(":focus-visible")) this.tell(mark, null);
  }

  tell(mark, event) {
    clearTimeout(this.waiting);
    this.pointer = event && { x: event.clientX, y: event.clientY };
    if (mark !== this.mark) this.turn(mark);
    if (event) this.hush();
    this.place();
  }

  turn(mark) {
    const { pointer } = this;
    this.close();
    Object.assign(this, { mark, pointer, title: mark.querySelector(":scope > title"), lit: related(mark) });
    this.box.textContent = this.title.textContent;
    this.box.lang = mark.closest("[lang]").getAttribute("lang");
    this.box.hidden = isWritten(this.title.textContent, mark);
    for (const other of this.lit) other.classList.add("lit");
    if (this.lit.length) mark.closest(".map").classList.add("chosen");
  }

  hush() {
    if (!this.title.isConnected) return;
    this.title.remove();
    if (this.mark.matches("a")) this.mark.setAttribute("aria-label", this.title.textContent);
  }

  close() {
    clearTimeout(this.waiting);
    if (!this.mark) return;
    this.mark.prepend(this.title);
    this.mark.removeAttribute("aria-label");
    for (const other of this.lit) other.classList.remove("lit");
    this.mark.closest(".map")?.classList.remove("chosen");
    this.box.hidden = true;
    this.mark = this.pointer = null;
  }

  dismiss() {
    this.closed = this.mark;
    this.close();
  }

  /** Stand above what is told of, or below where there is no room, and inside the window. */
  place() {
    if (!this.mark) return;
    const { x, top, bottom } = spot(this.mark, this.pointer);
    const [width, height] = [this.box.offsetWidth, this.box.offsetHeight];
    const left = Math.max(EDGE, Math.min(x - width / 2, document.documentElement.clientWidth - EDGE - width));
    const above = top - AWAY - height;
    this.box.style.translate = `${left}px ${above < EDGE ? bottom + AWAY : above}px`;
  }
}

function markOf(target) {
  return target.closest?.(MARKS) ?? null;
}

/** Tell whether a name stands whole beside its dot, and is seen. */
function isWritten(name, mark) {
  const view = mark.closest(".view, .map")?.getBoundingClientRect();
  return [...mark.querySelectorAll(".dot ~ text")].some((text) => {
    const box = text.getBoundingClientRect();
    const inside = box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
    return text.textContent === name && box.width > 0 && inside;
  });
}

/** Find what belongs to a mark of a map: to a line its ends, to a place its lines and their ends. */
function related(mark) {
  const map = mark.closest(".map");
  if (!map) return [];
  const { n } = mark.dataset;
  const href = mark.getAttribute("href");
  const isOf = (tie) => tie === mark || (n ? [tie.dataset.a, tie.dataset.b].includes(n) : href && tie.getAttribute("href") === href);
  const ties = [...map.querySelectorAll(".tie")].filter(isOf);
  const ends = new Set(ties.flatMap(({ dataset }) => [dataset.a, dataset.b]));
  return ties.length ? [...ties, ...[...map.querySelectorAll(".place")].filter((place) => ends.has(place.dataset.n))] : [];
}

/** Tell where a mark is: a place at its dot, others where they are pointed at, or in their middle. */
function spot(mark, pointer) {
  const dot = mark.querySelector(".dot");
  if (pointer && !dot) return { x: pointer.x, top: pointer.y, bottom: pointer.y + AWAY };
  const box = (dot ?? mark.querySelector(".hit, .line")).getBoundingClientRect();
  const view = (mark.closest(".view") ?? mark.closest("svg")).getBoundingClientRect();
  const line = mark.querySelector("path.line");
  const { x, y } = line ? halfway(line) : { x: box.x + box.width / 2, y: box.y };
  const inside = (value, from, to) => Math.max(from, Math.min(value, to));
  const top = inside(y, view.top, view.bottom);
  return { x: inside(x, view.left, view.right), top, bottom: line ? top : inside(box.bottom, view.top, view.bottom) };
}

function halfway(path) {
  return path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
}
