// The search at the top of a page suggests what may be meant, in the words of the server.
//
// Its field is a combobox with a list beneath: arrows go through the list, Enter goes to what is
// chosen, Escape closes it. Where nothing is chosen or nothing comes back, the form does as ever.
import { element } from "../editor/elements.js";

const PAUSE = 120;
const SETTLING = 229; // A key that an input method takes for itself; Safari says nothing else of it.

export function startSuggestions(field) {
  new Suggestions(field).start();
}

/** `typed` is what was asked for last, `links` what came back for it; `chosen` counts them from 0. */
class Suggestions {
  typed = "";
  links = [];
  chosen = -1;
  composing = false;

  constructor(field) {
    this.field = field;
    this.list = element("ul", {
      id: `${field.id}-suggestions`, class: "suggestions", role: "listbox", hidden: "",
      "aria-label": field.labels[0].textContent,
    });
    this.told = element("span", { class: "unseen", role: "status" });
  }

  start() {
    const { field, list, told } = this;
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
    field.form.append(list, told);
    field.addEventListener("input", () => this.changed());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("compositionstart", () => this.compose(true));
    field.addEventListener("compositionend", () => this.compose(false));
    field.addEventListener("blur", () => this.close());
    field.form.addEventListener("submit", () => this.close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // The field keeps the focus.
    list.addEventListener("click", (event) => this.follow(event));
  }

  /** What an input method has not settled yet is not asked for. */
  compose(composing) {
    this.composing = composing;
    if (composing) this.close();
    else this.changed();
  }

  changed() {
    const text = this.field.value.trim();
    if (this.composing || text === this.typed) return;
    this.forget();
    this.typed = text;
    this.links = [];
    if (text) this.waiting = setTimeout(() => this.ask(), PAUSE);
    else this.close();
  }

  /** Let go of a request that is under way, or about to be. */
  forget() {
    clearTimeout(this.waiting);
    this.asked?.abort();
  }

  async ask() {
    this.forget();
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      const answer = await fetch(this.address(), { signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      if (!signal.aborted) this.show(found);
    } catch {
      if (!signal.aborted) this.close();
    }
  }

  /** A page whose address names no language leads to pages whose addresses name none, either. */
  address() {
    const address = new URL(this.field.dataset.suggest, location);
    if (!this.field.form.elements.lang) address.searchParams.delete("lang");
    address.searchParams.set("q", this.typed);
    return address;
  }

  show({ suggestions, more, told }) {
    this.links = suggestions.map(({ name, lang, href, kind }) =>
      option({ href }, element("span", { lang }, name), element("span", { class: "kind" }, kind)));
    if (more) this.links.push(option({ href: this.all(), class: "all" }, more));
    this.links.forEach((link, position) => { link.id = `${this.list.id}-${position}`; });
    this.list.replaceChildren(...this.links.map((link) => element("li", { role: "none" }, link)));
    this.open();
    this.told.textContent = told;
  }

  /** The address that the form leads to. */
  all() {
    const fields = new URLSearchParams(new FormData(this.field.form));
    fields.set(this.field.name, this.typed);
    return `${this.field.form.getAttribute("action")}?${fields}`;
  }

  open() {
    this.list.hidden = this.links.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.choose(-1);
  }

  close() {
    this.forget();
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.told.textContent = "";
    this.choose(-1);
  }

  key(event) {
    if (this.composing || event.keyCode === SETTLING || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Enter" && this.chosen >= 0) this.links[this.chosen].click();
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else return event.key === "Escape" && this.forget();
    return event.preventDefault();
  }

  /** Go through the list, and between its ends through the field; open it first. */
  move(by) {
    if (this.list.hidden && this.links.length === 0) {
      this.typed = this.field.value.trim();
      if (this.typed) this.ask();
      return;
    }
    if (this.list.hidden) this.open();
    const places = this.links.length + 1;
    this.choose(((this.chosen + 1 + by + places) % places) - 1);
  }

  choose(position) {
    this.links[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = position;
    const link = this.links[position];
    if (!link) return this.field.removeAttribute("aria-activedescendant");
    link.setAttribute("aria-selected", "true");
    link.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", link.id);
  }

  follow(event) {
    if (event.target.closest("a") && !(event.ctrlKey || event.metaKey || event.shiftKey)) this.close();
  }
}

function option(attributes, ...children) {
  return element("a", { role: "option", tabindex: "-1", "aria-selected": "false", ...attributes }, ...children);
}
