// What hands do to a map: a mouse or a pen drags it, a wheel with Ctrl or ⌘ and two fingers enlarge it.
//
// One finger scrolls it, and a wheel alone the page, as everywhere: the browser does both.

const SLACK = 4; // Pixels by which a hand trembles: what moves no farther is no drag.
const LINES = 25; // About as many times as far as a pixel goes a line of a wheel.

/** `held` and `fingers` are where the map was last held; `dragged` tells that the next click is none. */
export class Gestures {
  held = null;
  dragged = false;
  fingers = null;

  constructor(view, map) {
    this.view = view;
    this.map = map;
  }

  start() {
    const { view } = this;
    view.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    view.addEventListener("pointerenter", (event) => this.meet(event));
    view.addEventListener("pointerdown", (event) => this.press(event));
    view.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) view.addEventListener(name, () => this.release());
    view.addEventListener("click", (event) => this.clicked(event), true);
    view.addEventListener("dragstart", (event) => this.held && event.preventDefault());
    for (const name of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
      view.addEventListener(name, (event) => this.pinch(event), { passive: false });
    }
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const turned = (-event.deltaY * (event.deltaMode ? LINES : 1)) / 100;
    this.map.hold(this.map.at.zoom * 2 ** Math.max(-0.5, Math.min(turned, 0.5)), [event.clientX, event.clientY]);
  }

  /** For fingers and pens it is a box that scrolls; under a wheel such a box would hold up the page. */
  meet(event) {
    this.view.classList.toggle("touched", event.pointerType !== "mouse");
  }

  press(event) {
    this.dragged = false;
    const plain = event.button === 0 && event.pointerType !== "touch" && !event.ctrlKey && !event.metaKey;
    this.held = plain && this.map.at.zoom > 1 ? [event.clientX, event.clientY] : null;
  }

  drag(event) {
    if (!event.buttons) this.held = null;
    if (!this.held) return;
    const is = [event.clientX, event.clientY];
    if (!this.dragged && Math.hypot(is[0] - this.held[0], is[1] - this.held[1]) < SLACK) return;
    this.dragged = true;
    this.view.setPointerCapture(event.pointerId);
    this.view.classList.add("dragged");
    this.map.hold(this.map.at.zoom, this.held, is);
    this.held = is;
  }

  release() {
    this.held = null;
    this.view.classList.remove("dragged");
    setTimeout(() => { this.dragged = false; }); // The click that ends a drag comes before.
  }

  clicked(event) {
    if (!this.dragged) return;
    event.preventDefault();
    event.stopPropagation();
  }

  pinch(event) {
    const [a, b, more] = event.touches;
    const were = this.fingers;
    this.fingers = b && !more ? read(a, b) : null;
    if (!this.fingers) return;
    if (event.cancelable) event.preventDefault();
    const { apart, middle } = this.fingers;
    if (were) this.map.hold((this.map.at.zoom * apart) / were.apart, were.middle, middle);
  }
}

function read(a, b) {
  const apart = Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY));
  return { apart, middle: [(a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2] };
}
