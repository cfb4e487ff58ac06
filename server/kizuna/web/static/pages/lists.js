// A list answers its filters, and its links to itself, without the page being loaded anew.
//
// What is asked for is fetched as the page that it is, and what differs takes the place of what is
// shown. Whatever goes wrong ends in going there, as without a script.
import { element } from "../editor/elements.js";

const PAUSES = { date: 600 }; // Days are typed digit by digit, and each digit is a change.
const PAUSE = 150;
const HEAD = 'link[rel="canonical"], link[rel="alternate"], meta[name="description"], meta[name="robots"]';
const AROUND = [".languages", "footer"];

export function startList(selector) {
  new List(document.querySelector(selector), selector).start();
}

/** `shown` is the address of what is shown. */
class List {
  shown = query(location);

  constructor(content, selector) {
    this.content = content;
    this.selector = selector;
    this.told = element("p", { class: "unseen", role: "status" });
  }

  start() {
    const { content } = this;
    document.body.append(this.told);
    content.addEventListener("change", (event) => this.changed(event.target));
    content.addEventListener("submit", (event) => this.submitted(event));
    content.addEventListener("click", (event) => this.clicked(event));
    addEventListener("popstate", () => this.returned());
    addEventListener("beforeunload", () => this.forget()); // It is no failure if the reader leaves.
  }

  get form() {
    return formIn(this.content);
  }

  changed(control) {
    if (control.form !== this.form) return;
    this.forget();
    if (control.validity.badInput) return;
    this.waiting = setTimeout(() => this.load(addressOf(this.form)), PAUSES[control.type] ?? PAUSE);
  }

  submitted(event) {
    if (event.target !== this.form) return;
    event.preventDefault();
    this.load(addressOf(this.form));
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || event.defaultPrevented) return;
    const address = new URL(link.getAttribute("href"), location);
    const list = addressOf(this.form);
    if (address.origin !== list.origin || address.pathname !== list.pathname || address.hash) return;
    event.preventDefault();
    this.load(address, link);
  }

  /** Back and forward change the address first. */
  returned() {
    if (query(location) === this.shown) this.forget();
    else this.load(new URL(location), null, true);
  }

  /** Let go of a request that is under way, or about to be. */
  forget() {
    clearTimeout(this.waiting);
    this.asked?.abort();
    this.asked = null;
    this.content.removeAttribute("aria-busy");
  }

  async load(address, followed = null, returned = false) {
    this.forget();
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.content.setAttribute("aria-busy", "true");
    this.told.textContent = "";
    try {
      const page = await read(address, signal);
      if (signal.aborted) return;
      if (!returned) remember(address);
      this.shown = query(location);
      this.show(page, followed);
      this.forget();
    } catch {
      if (signal.aborted) return;
      if (returned) location.reload();
      else location.assign(address);
    }
  }

  show(page, followed) {
    document.title = page.title;
    for (const old of document.head.querySelectorAll(HEAD)) old.remove();
    document.head.append(...page.head.querySelectorAll(HEAD));
    for (const name of AROUND) document.querySelector(name).replaceWith(page.querySelector(name));
    const fresh = page.querySelector(this.selector);
    const kept = this.inUse();
    const twin = kept && twinOf(kept, formIn(fresh));
    const had = this.content.contains(document.activeElement);
    if (twin) renew(this.content, fresh, kept, twin);
    else this.content.replaceChildren(...fresh.childNodes);
    if (followed || (had && !twin)) this.focus(followed);
    this.told.textContent = this.content.querySelector("#found strong").textContent;
    this.content.dispatchEvent(new Event("renewed", { bubbles: true }));
  }

  /** The control of the form that has the focus. */
  inUse() {
    const control = document.activeElement;
    return control?.form && control.form === this.form ? control : null;
  }

  /** Focus the link that was followed where it is there again, else what was found. */
  focus(followed) {
    const links = [...this.content.querySelectorAll("a[href]")];
    const same = links.find((link) => followed && isLike(link, followed));
    const found = this.content.querySelector("#found");
    found.tabIndex = -1;
    (same || found).focus();
  }
}

async function read(address, signal) {
  const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (program(page) !== program(document)) throw new Error("The page belongs to another version of the program");
  return page;
}

function program(page) {
  return page.querySelector('script[type="module"]').getAttribute("src");
}

function query({ pathname, search }) {
  return pathname + search;
}

/** Write the address of what a form asks for: the first choice of each field goes without saying. */
function addressOf(form) {
  const said = [...new FormData(form)].filter(([name, value]) => value && form.elements[name].selectedIndex !== 0);
  const { lang, ...fields } = Object.fromEntries(said);
  const address = new URL(form.getAttribute("action"), location);
  address.search = new URLSearchParams(lang ? { ...fields, lang } : fields);
  return address;
}

function remember(address) {
  if (query(address) === query(location)) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}

function isLike(link, other) {
  return link.getAttribute("href") === other.getAttribute("href") && link.textContent === other.textContent;
}

function formIn(content) {
  return content.querySelector("form[data-live]");
}

function twinOf(control, form) {
  return control.name ? form.elements[control.name] : form.querySelector(`[type="${control.type}"]`);
}

/** Renew all of an element but the control that is in use, which would lose what is half typed. */
function renew(old, fresh, kept, twin) {
  if (old === kept) return adopt(kept, twin);
  const holds = (node) => (child) => child.contains(node);
  const [still, like] = [[...old.childNodes].find(holds(kept)), [...fresh.childNodes].find(holds(twin))];
  const position = [...fresh.childNodes].indexOf(like);
  for (const child of [...old.childNodes]) if (child !== still) child.remove();
  const others = [...fresh.childNodes];
  still.before(...others.slice(0, position));
  still.after(...others.slice(position + 1));
  return renew(still, like, kept, twin);
}

/** Take over the choices and the value of another control, as far as they differ. */
function adopt(control, other) {
  if (control.textContent !== other.textContent) control.replaceChildren(...other.childNodes);
  else if (control.value !== other.value) control.value = other.value;
}
