// A map can be enlarged: by its buttons, by keys, by the wheel with Ctrl or ⌘, by two fingers.
//
// Its places stand at percentages, and its land and lines fill it: so all that is done is to make
// it larger than the box it is seen through. What has one size keeps it, and more names find room.
import { drawing, element } from "../editor/elements.js";
import { Gestures } from "./gestures.js";

const STEP = 2;
const PAN = 0.2; // Of the box, at each press of an arrow.
const LASTS = 220;
const NEAR = 0.1; // Of all, in both directions.
const MOVES = { ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN] };
const WHOLE = { zoom: 1, x: 0.5, y: 0.5 };
const NAMED = ["role", "aria-label", "aria-describedby"];
const CLOSER = "M8 3v10M3 8h10";
const FARTHER = "M3 8h10";
const ALL = "M3 6.5V3h3.5M9.5 3H13v3.5M13 9.5V13H9.5M6.5 13H3V9.5";

const still = matchMedia("(prefers-reduced-motion: reduce)");

export function startMaps() {
  enlarge();
  document.addEventListener("renewed", enlarge);
}

function enlarge() {
  for (const map of document.querySelectorAll(".map[data-most]")) {
    if (!map.querySelector(".view")) new Enlarged(map).start();
  }
}

/** `at` is what is seen: how large, and which point, as shares of all, is in the middle; `goal` is what will be. */
class Enlarged {
  at = WHOLE;
  goal = null;

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
    for (const name of NAMED) {
      view.setAttribute(name, svg.getAttribute(name));
      svg.removeAttribute(name);
    }
    svg.setAttribute("role", "none");
    view.style.setProperty("--form", svg.getAttribute("width") / svg.getAttribute("height"));
    svg.replaceWith(view);
    sheet.append(svg);
    map.prepend(element("div", { class: "zoom" }, this.whole, this.farther, this.closer, this.told));
    view.addEventListener("keydown", (event) => this.key(event));
    view.addEventListener("scroll", () => this.scrolled());
    new Gestures(view, this).start();
    new ResizeObserver(() => this.show(this.at)).observe(view);
  }

  show(wanted) {
    const { view } = this;
    const { zoom, x, y } = within(wanted);
    this.at = { zoom, x, y };
    view.style.setProperty("--zoom", zoom);
    const [left, top] = [(x * zoom - 0.5) * view.clientWidth, (y * zoom - 0.5) * view.clientHeight];
    view.scrollTo({ left, top, behavior: "instant" });
    this.offer(zoom);
  }

  /** A button that is of no use now stays, so that the focus does; the way back hands it on. */
  offer(zoom) {
    const whole = zoom === 1;
    this.view.classList.toggle("enlarged", !whole);
    this.closer.setAttribute("aria-disabled", String(zoom >= this.most));
    this.farther.setAttribute("aria-disabled", String(whole));
    if (whole && document.activeElement === this.whole) this.closer.focus({ preventScroll: true });
    this.whole.hidden = whole;
  }

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
    this.told.textContent = percent(to.zoom);
    if (still.matches) return this.show(to);
    let began;
    const draw = (now) => {
      began ??= now;
      const part = Math.min(1, (now - began) / LASTS);
      this.show(part < 1 ? between(from, to, 1 - (1 - part) ** 3) : to);
      if (part < 1) this.frame = requestAnimationFrame(draw);
      else this.halt();
    };
    this.goal = to;
    this.frame = requestAnimationFrame(draw);
  }

  limit(zoom) {
    return Math.max(1, Math.min(zoom, this.most));
  }

  step(factor) {
    const zoom = this.limit(this.aim.zoom * factor);
    if (zoom !== this.aim.zoom) this.go({ ...this.middle(factor), zoom });
  }

  /** Choose what comes into the middle: the place in focus; at the first step, what the map is about. */
  middle(factor) {
    const find = (name) => [...this.svg.querySelectorAll(`${name} .dot`)];
    const focused = find(".place:focus");
    if (focused.length) return mean(focused);
    if (factor < 1 || this.aim.zoom > 1) return this.aim;
    const here = find(".here");
    return mean(here.length ? here : foremost(find(".place")));
  }

  /** Enlarge so that what was at one point of the screen is at another. */
  hold(zoom, was, is = was) {
    this.halt();
    const box = this.view.getBoundingClientRect();
    const limited = this.limit(zoom);
    const x = ((was[0] - box.x) / box.width - 0.5) / this.at.zoom - ((is[0] - box.x) / box.width - 0.5) / limited;
    const y = ((was[1] - box.y) / box.height - 0.5) / this.at.zoom - ((is[1] - box.y) / box.height - 0.5) / limited;
    this.show({ zoom: limited, x: this.at.x + x, y: this.at.y + y });
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

  /** Fingers scroll it, and the focus that moves on; what was scrolled to from here is known finer. */
  scrolled() {
    const { view, at } = this;
    const [width, height] = [view.clientWidth * at.zoom, view.clientHeight * at.zoom];
    const [x, y] = [(view.scrollLeft + view.clientWidth / 2) / width, (view.scrollTop + view.clientHeight / 2) / height];
    const moved = Math.max(Math.abs(x - at.x) * width, Math.abs(y - at.y) * height);
    if (!this.goal && moved > 1.5) this.at = { zoom: at.zoom, x, y };
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
  const along = (name) => dots.reduce((sum, dot) => sum + parseFloat(dot.getAttribute(name)), 0) / dots.length / 100;
  return { x: along("cx"), y: along("cy") };
}

/** Find the largest dot; of several, the one with most others around it. */
function foremost(dots) {
  const spots = dots.map((dot) => ({ dot, size: parseFloat(dot.getAttribute("r")), ...mean([dot]) }));
  const most = Math.max(...spots.map(({ size }) => size));
  const around = (spot) => spots.filter(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) < NEAR).length;
  const ranked = spots.filter(({ size }) => size === most).map((spot) => [around(spot), spot.dot]);
  return ranked.sort(([a], [b]) => b - a).slice(0, 1).map(([, dot]) => dot);
}

function percent(zoom) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(zoom);
}
