// Type to find in a long <select data-choose>. The select stays the form's field: without script it is used as it is.
// With data-choose-url="/…?q=" the server is asked: it answers JSON [{"value": …, "label": "…", "note": "…"}].
// Several names pasted at once, one to a line or with 、 between them, are all taken; what is not found, or found twice, is said.
// Pattern: combobox with a listbox popup (WAI-ARIA); arrows, Enter, Escape, Backspace.
(function () {
  "use strict";
  const SHOWN = 50;
  let counter = 0;

  const make = (tag, props = {}, attrs = {}) => {
    const element = Object.assign(document.createElement(tag), props);
    Object.entries(attrs).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };
  const word = (id) => document.getElementById("choose-words").content.querySelector(`[data-word=${id}]`).textContent;
  const plain = (text) => text.toLowerCase().replace(/\s+/g, "");
  // 何　强 is one name, 何强 林小梅 are two.
  const namesIn = (text) => text.split(/[\n\r\t、，,；;]+/).map((part) => part.trim()).filter(Boolean)
    .flatMap((part) => (plain(part).length > 4 ? part.split(/\s+/) : [part.replace(/\s+/g, "")]));

  class Chooser {
    constructor(select) {
      this.select = select;
      this.many = select.multiple;
      this.url = select.dataset.chooseUrl;
      this.id = `choose-${++counter}`;
      this.active = -1;
      this.found = [];
      this.build();
      this.listen();
      this.show();
    }

    build() {
      const { select, id } = this;
      this.input = make("input", { type: "text", className: "form-control", autocomplete: "off", id: `${id}-input` }, {
        role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
        placeholder: word(this.many ? "add" : "find"),
      });
      for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
        if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
      }
      this.input.disabled = select.disabled;
      this.list = make("ul", { className: "choose-list", id: `${id}-list`, hidden: true }, { role: "listbox", tabindex: "-1" });
      const label = document.querySelector(`label[for="${select.id}"]`);
      if (label) {
        label.id ||= `${id}-label`;
        label.htmlFor = this.input.id;
        this.list.setAttribute("aria-labelledby", label.id);
      }
      if (this.many) this.list.setAttribute("aria-multiselectable", "true");
      this.chosen = make("ul", { className: "chosen", hidden: true });
      this.said = make("div", { className: "visually-hidden" }, { role: "status" });
      this.left = make("p", { className: "form-text choose-left", hidden: true }, { role: "status" });
      this.box = make("div", { className: "choose" });
      select.before(this.box);
      this.box.append(this.chosen, make("div", { className: "choose-field" }), select, this.left, this.said);
      this.box.querySelector(".choose-field").append(this.input, this.list);
      select.hidden = true;
      select.id = `${select.id}-select`; // links to the field (error summary) now reach the box
      this.input.id = select.id.replace(/-select$/, "");
      if (label) label.htmlFor = this.input.id;
    }

    listen() {
      const { input, list, select } = this;
      let waiting;
      const later = (event) => {
        if (event.isComposing) return; // an input method: these are not the words yet
        clearTimeout(waiting);
        waiting = setTimeout(() => this.search(), this.url ? 200 : 0);
      };
      input.addEventListener("input", later);
      input.addEventListener("compositionend", later);
      input.addEventListener("paste", (event) => this.paste(event));
      input.addEventListener("click", () => { input.select(); this.search(true); });
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => { this.close(); this.settle(); });
      list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
      list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.take(Number(option.dataset.index));
      });
      select.addEventListener("change", () => this.show());
    }

    key(event) {
      if (event.isComposing || event.keyCode === 229) return; // Enter and arrows belong to the input method
      const open = !this.list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (open) this.move(event.key === "ArrowDown" ? 1 : -1);
        else this.search(true);
      } else if (event.key === "Enter" && open && this.active >= 0) {
        event.preventDefault();
        this.take(this.active);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      } else if (event.key === "Backspace" && this.many && !this.input.value) {
        const last = Array.from(this.select.selectedOptions).pop();
        if (last) this.drop(last);
      }
    }

    // What fits what was typed: from the select itself, or from the server.
    async search(everything = false) {
      const typed = everything ? "" : this.input.value.trim();
      this.query = typed;
      const found = this.url ? await this.ask(typed) : this.filter(typed);
      if (this.query !== typed || document.activeElement !== this.input) return; // a later search, or the person went on
      this.found = found;
      this.open();
    }

    filter(typed) {
      const wanted = plain(typed);
      return Array.from(this.select.options)
        .filter((option) => option.value && plain(`${option.text} ${option.dataset.find || ""}`).includes(wanted))
        .slice(0, SHOWN)
        .map((option) => ({ value: option.value, label: option.text, note: option.dataset.note }));
    }

    async ask(typed) {
      try {
        const answer = await fetch(this.url + encodeURIComponent(typed), { headers: { Accept: "application/json" } });
        return answer.ok ? await answer.json() : [];
      } catch { return []; }
    }

    open() {
      const picked = new Set(Array.from(this.select.selectedOptions, (option) => option.value));
      const rows = this.found.map((row, index) => {
        const item = make("li", { className: "choose-option", id: `${this.id}-${index}`, textContent: row.label }, {
          role: "option", "aria-selected": String(picked.has(String(row.value))), "data-index": index,
        });
        if (row.note) item.append(make("span", { className: "hint", textContent: ` ${row.note}` }));
        return item;
      });
      if (!rows.length) rows.push(make("li", { className: "choose-none", textContent: word("none") }, { role: "option", "aria-disabled": "true", "aria-selected": "false" }));
      this.list.replaceChildren(...rows);
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.said.textContent = this.found.length ? word("count").replace("{count}", this.found.length) : word("none");
      this.active = -1;
      this.input.removeAttribute("aria-activedescendant");
      if (this.query && this.found.length) this.move(1);
    }

    close() {
      this.query = null;
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    move(step) {
      if (!this.found.length) return;
      this.active = (this.active + step + this.found.length) % this.found.length;
      Array.from(this.list.children).forEach((item, index) => item.classList.toggle("active", index === this.active));
      const item = this.list.children[this.active];
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }

    take(index) {
      const option = this.option(this.found[index]);
      option.selected = this.many ? !option.selected : true;
      this.close();
      this.changed();
    }

    paste(event) {
      const names = this.many ? namesIn(event.clipboardData.getData("text")).slice(0, SHOWN) : [];
      if (names.length < 2) return;
      event.preventDefault();
      this.takeAll(names);
    }

    async takeAll(names) {
      const answers = await Promise.all(names.map((name) => (this.url ? this.ask(name) : this.filter(name))));
      const left = names.filter((name, index) => {
        const same = answers[index].filter((row) => plain(row.label) === plain(name));
        if (same.length !== 1) return true;
        this.option(same[0]).selected = true;
        return false;
      });
      this.close();
      this.changed();
      this.left.textContent = left.length ? word("left").replace("{names}", left.join("、")) : "";
      this.left.hidden = !left.length;
    }

    option({ value, label }) {
      const there = Array.from(this.select.options).find((o) => o.value === String(value));
      if (there) return there;
      this.select.add(new Option(label, value));
      return this.select.options[this.select.options.length - 1];
    }

    drop(option) {
      option.selected = false;
      this.changed();
      this.input.focus();
    }

    changed() {
      this.select.dispatchEvent(new Event("input", { bubbles: true }));
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    picked() {
      return Array.from(this.select.selectedOptions).filter((option) => option.value);
    }

    // What was typed without choosing goes; the box says again what the select holds.
    settle() {
      this.input.value = this.many ? "" : this.picked().map((option) => option.text).join("");
    }

    show() {
      const picked = this.picked();
      this.settle();
      if (!this.many) return;
      this.chosen.hidden = !picked.length;
      this.chosen.replaceChildren(...picked.map((option) => {
        const item = make("li");
        const button = make("button", { type: "button" }, { "aria-label": word("drop").replace("{name}", option.text) });
        button.append(option.text, make("i", { className: "bi bi-x" }, { "aria-hidden": "true" }));
        button.addEventListener("click", () => this.drop(option));
        item.append(button);
        return item;
      }));
    }
  }

  const start = (root) => root.querySelectorAll("select[data-choose]:not([hidden])").forEach((select) => new Chooser(select));
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) start(event.detail.elt); });
})();
