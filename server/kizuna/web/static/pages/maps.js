// A map can be enlarged: by its buttons, by keys, by the wheel with Ctrl or ⌘, by two fingers.
//
// Its places stand at percentages, and its land and lines fill it: so all that is done is to make
// it larger than the box it is seen through. What has one size keeps it, and more names find room.
import { drawing, element } from "../editor/elements.js";

const STEP = 2;
const PAN = 0.2; // Of the box, at each press of an arrow.
const LASTS = 220;
const SLACK = 4; // Pixels by which a hand trembles: what moves no farther is no drag.
const MOVES = { ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN] };
const WHOLE = { zoom: 1, x: 0.5, y: 0.5 };
const NAMED = ["role", "aria-label", "aria-describedby"];
const CLOSER = "M8 3v10M3 8h10";
const FARTHER = "M3 8h10";
const ALL = "M3 6.5V3h3.5M9.5 3H13v3.5M13 9.5V13H9.5M6.5 13H3V9.5";

const still = matchMedia("(prefers-reduced-motion: reduce)");

export function startMaps() {
  for (const map of document.querySelectorAll(".map[data-most]")) {
    if (!map.querySelector(".view")) new Enlarged(map).start();
  }
}

/** `at` is what is seen: how large, and which point, as shares of all, stands in the middle. */
class Enlarged {
  at = WHOLE;
  goal = null;
  held = null;
  fingers = null;

  constructor(map) {
    this.map = map;
    this.most = Number(map.dataset.most);
    this.svg = map.querySelector("svg");
    this.sheet = element("div", { class: "sheet" });
    this.view = element("div", { class: "view", tabindex: "0" }, this.sheet);
    this.told = element("span", { class: "unseen", role: "status" });
    const { whole, farther, closer } = map.dataset;
    this.whole = button(whole, ALL, () => this.go(WHOLE));
    this.farther = button(farther, FARTHER, () => this.step(1 / STEP));
    this.closer = button(closer, CLOSER, () => this.step(STEP));
  }

  start() {
    const { map, svg, sheet, view } = this;
    for (const name of NAMED) view.setAttribute(name, svg.getAttribute(name));
    for (const name of NAMED) svg.removeAttribute(name);
    svg.setAttribute("role", "none");
    view.style.setProperty("--form", svg.getAttribute("width") / svg.getAttribute("height"));
    svg.replaceWith(view);
    sheet.append(svg);
    const tools = element("div", { class: "zoom" }, this.whole, this.farther, this.closer, this.told);
    map.prepend(tools);
    this.listen(view);
    new ResizeObserver(() => this.show(this.at)).observe(view);
  }

  listen(view) {
    view.addEventListener("keydown", (event) => this.key(event));
    view.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    view.addEventListener("scroll", () => this.scrolled());
    view.addEventListener("pointerenter", (event) => this.meet(event));
    view.addEventListener("pointerdown", (event) => this.press(event));
    view.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) view.addEventListener(name, () => this.release());
    view.addEventListener("click", (event) => this.clicked(event), true);
    view.addEventListener("dragstart", (event) => this.at.zoom > 1 && event.preventDefault());
    for (const name of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
      view.addEventListener(name, (event) => this.pinch(event), { passive: false });
    }
  }

  show(wanted) {
    const { view } = this;
    const { zoom, x, y } = within(wanted);
    const [width, height] = [view.clientWidth, view.clientHeight];
    this.at = { zoom, x, y };
    view.style.setProperty("--zoom", zoom);
    view.scrollTo({ left: (x * zoom - 0.5) * width, top: (y * zoom - 0.5) * height, behavior: "instant" });
    this.offer(zoom);
  }

  /** A button that is of no use now stays, so that the focus does; the way back has none to stay. */
  offer(zoom) {
    const whole = zoom === 1;
    this.view.classList.toggle("enlarged", !whole);
    this.closer.setAttribute("aria-disabled", String(zoom >= this.most));
    this.farther.setAttribute("aria-disabled", String(whole));
    if (whole && document.activeElement === this.whole) this.closer.focus({ preventScroll: true });
    this.whole.hidden = whole;
  }

  /** Where it is on its way to, or is. */
  get aim() {
    return this.goal ?? this.at;
  }

  halt() {
    cancelAnimationFrame(this.frame);
    this.goal = null;
  }

  go(wanted) {
    this.halt();
    const [from, to] = [this.at, within(wanted)];
    this.told.textContent = told(to.zoom);
    if (still.matches) return this.show(to);
    let began;
    const step = (now) => {
      began ??= now;
      const part = Math.min(1, (now - began) / LASTS);
      this.show(part < 1 ? between(from, to, 1 - (1 - part) ** 3) : to);
      if (part === 1) return this.halt();
      this.frame = requestAnimationFrame(step);
    };
    this.goal = to;
    this.frame = requestAnimationFrame(step);
  }

  /** Enlarge by a factor, and no further than it goes. */
  limit(zoom) {
    return Math.max(1, Math.min(zoom, this.most));
  }

  step(factor) {
    const zoom = this.limit(this.aim.zoom * factor);
    if (zoom !== this.aim.zoom) this.go({ ...this.middle(factor), zoom });
  }

  /** What comes into the middle: the place in focus; as the first, what the map is about. */
  middle(factor) {
    const focused = this.svg.querySelectorAll(".place:focus .dot");
    if (focused.length) return mean(focused);
    if (factor < 1 || this.aim.zoom > 1) return this.aim;
    const here = this.svg.querySelectorAll(".here .dot");
    const dots = this.svg.querySelectorAll(".place .dot");
    return here.length ? mean(here) : mean([...dots].slice(-1)); // The foremost is drawn last.
  }

  /** Enlarge so that what was at one point of the screen is at another. */
  hold(zoom, was, is = was) {
    this.halt();
    const box = this.view.getBoundingClientRect();
    const shares = ([x, y], by) => [(x - box.x) / box.width - 0.5, (y - box.y) / box.height - 0.5].map((n) => n / by);
    const [[x0, y0], [x1, y1]] = [shares(was, this.at.zoom), shares(is, zoom)];
    this.show({ zoom, x: this.at.x + x0 - x1, y: this.at.y + y0 - y1 });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === "+" || key === "=") this.step(STEP);
    else if (key === "-") this.step(1 / STEP);
    else if (key === "0") this.go(WHOLE);
    else if (MOVES[key] && this.aim.zoom > 1) this.pan(MOVES[key]);
    else return;
    event.preventDefault();
  }

  pan([across, down]) {
    const { zoom, x, y } = this.aim;
    this.go({ zoom, x: x + across / zoom, y: y + down / zoom });
  }

  /** A wheel alone scrolls the page, as everywhere. */
  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const turned = -event.deltaY * (event.deltaMode ? 0.25 : 0.01);
    const zoom = this.limit(this.at.zoom * 2 ** Math.max(-0.5, Math.min(turned, 0.5)));
    this.hold(zoom, [event.clientX, event.clientY]);
  }

  /** Fingers scroll it, and keys that follow links do; what was scrolled to here is known finer. */
  scrolled() {
    const { view, at } = this;
    const x = (view.scrollLeft / view.clientWidth + 0.5) / at.zoom;
    const y = (view.scrollTop / view.clientHeight + 0.5) / at.zoom;
    const pixel = 1.5 / view.clientWidth / at.zoom;
    const near = Math.abs(x - at.x) <= pixel && Math.abs(y - at.y) * (view.clientHeight / view.clientWidth) <= pixel;
    if (!this.goal && !near) this.at = { zoom: at.zoom, x, y };
  }

  /** For fingers it is a box that scrolls; for a wheel it is none, or it would hold the page up. */
  meet(event) {
    this.view.classList.toggle("touched", event.pointerType === "touch");
  }

  press(event) {
    this.dragged = false;
    if (event.button !== 0 || event.pointerType === "touch" || this.at.zoom === 1) return;
    this.held = [event.clientX, event.clientY];
  }

  drag(event) {
    if (!this.held) return;
    const is = [event.clientX, event.clientY];
    if (!this.dragged && Math.hypot(is[0] - this.held[0], is[1] - this.held[1]) < SLACK) return;
    this.dragged = true;
    this.view.setPointerCapture(event.pointerId);
    this.view.classList.add("dragged");
    this.hold(this.at.zoom, this.held, is);
    this.held = is;
  }

  release() {
    this.held = null;
    this.view.classList.remove("dragged");
    setTimeout(() => { this.dragged = false; }); // The click that ends a drag comes before.
  }

  /** A drag is no click. */
  clicked(event) {
    if (!this.dragged) return;
    event.preventDefault();
    event.stopPropagation();
  }

  pinch(event) {
    const [a, b, more] = event.touches;
    if (!b || more) {
      this.fingers = null;
      return;
    }
    if (event.cancelable) event.preventDefault();
    const spread = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    const middle = [(a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2];
    const before = this.fingers;
    if (before?.spread) this.hold(this.limit((this.at.zoom * spread) / before.spread), before.middle, middle);
    this.fingers = { spread, middle };
  }
}

function button(name, path, act) {
  const icon = drawing("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, drawing("path", { d: path }));
  return element("button", { type: "button", "aria-label": name, title: name, onclick: act }, icon);
}

/** Bring the middle in from the edges, beyond which there is nothing. */
function within({ zoom, x, y }) {
  const inside = (share) => Math.max(0.5 / zoom, Math.min(share, 1 - 0.5 / zoom));
  return { zoom, x: inside(x), y: inside(y) };
}

/** Go a part of the way, on which one point of the screen stands still. */
function between(from, to, part) {
  const zoom = from.zoom * (to.zoom / from.zoom) ** part;
  const way = from.zoom === to.zoom ? part : (1 / from.zoom - 1 / zoom) / (1 / from.zoom - 1 / to.zoom);
  return { zoom, x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way };
}

function mean(dots) {
  const along = (name) => [...dots].reduce((sum, dot) => sum + parseFloat(dot.getAttribute(name)), 0) / dots.length / 100;
  return { x: along("cx"), y: along("cy") };
}

function told(zoom) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(zoom);
}
