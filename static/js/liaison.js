// Small comforts. Every page works without this file.
(function () {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // The menu on a phone: opened by #menu even without script; here focus goes with it, and Escape closes it.
  function menu() {
    const opener = document.querySelector("[data-menu-open]");
    const panel = document.getElementById("menu");
    if (!opener || !panel) return;
    const close = () => {
      history.replaceState(null, "", location.pathname + location.search);
      location.hash = "main";
      opener.focus();
    };
    opener.addEventListener("click", () => setTimeout(() => panel.querySelector("[data-menu-close]").focus(), 50));
    all("[data-menu-close]").forEach((a) => a.addEventListener("click", (event) => { event.preventDefault(); close(); }));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && location.hash === "#menu") close();
    });
  }

  // A menu made of <details> closes on Escape and on a click elsewhere.
  function detailsMenus() {
    const menus = all("details.menu");
    document.addEventListener("click", (event) => {
      menus.forEach((m) => { if (!m.contains(event.target)) m.open = false; });
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menus.filter((m) => m.open).forEach((m) => { m.open = false; m.querySelector("summary").focus(); });
    });
  }

  // After a refused form the reader is taken to the summary of what is wrong.
  function errorSummary() {
    const summary = document.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  // One press, one sending: the button rests after the form left. The once-key on the server is the real guard.
  function onceOnly() {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method !== "post" || event.defaultPrevented) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      renewToken(form);
      setTimeout(() => { delete form.dataset.sent; }, 4000);
      sayBusy();
    });
    window.addEventListener("pageshow", () => {
      all("form[data-sent]").forEach((form) => delete form.dataset.sent);
      all("[data-busy]").forEach((line) => { line.textContent = ""; });
    });
  }

  // Who is logged in, in whatever tab. A page of somebody else that "back" brings up again is asked for anew.
  const WHO = "liaison-user";
  const who = document.body.dataset.user;
  const attempt = (act) => { try { return act(); } catch { return undefined; } }; // storage is forbidden
  const isAnothers = () => who && attempt(() => localStorage.getItem(WHO) || "") !== who;

  function person() {
    const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    if (isBack && isAnothers()) location.reload();
    else if (who) attempt(() => localStorage.setItem(WHO, who));
    if (document.querySelector("[data-nobody]")) attempt(() => localStorage.removeItem(WHO));
    window.addEventListener("pageshow", (event) => { if (event.persisted && isAnothers()) location.reload(); });
    all("form[data-forget-drafts]").forEach((form) => form.addEventListener("submit", () => attempt(() => localStorage.removeItem(WHO))));
  }

  // A page that stayed open while one logged in again carries an old token; the cookie has the one that counts. Where it
  // was somebody else who logged in, the page is sent as it is, and refused: nothing is recorded in another's name.
  function renewToken(form) {
    if (isAnothers()) return;
    const kept = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    const field = form.querySelector("[name=csrfmiddlewaretoken]");
    if (kept && field) field.value = kept[1];
  }

  // What takes longer than a moment says that it is being done. A file that is sent leaves the page as it is: the words
  // go by themselves.
  function sayBusy() {
    const say = (wait, words) => setTimeout(() => all("[data-busy]").forEach((line) => { line.textContent = words(line); }), wait);
    say(800, (line) => line.dataset.busy);
    say(20000, () => "");
  }

  // A button that prints the page; without script it is not there.
  function printing() {
    all("[data-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }

  // One box that ticks all boxes of a name; without script it is not there.
  const tickAll = () => {
    all("[data-tick-all]").forEach((box) => {
      const boxes = all(`input[name="${box.dataset.tickAll}"]`);
      box.hidden = false;
      box.addEventListener("change", () => boxes.forEach((other) => { other.checked = box.checked; }));
    });
  };

  // "/" goes to the box to find with, from anywhere but a field, as long as the tick on its page stands; the arrows go
  // from hit to hit.
  function finding() {
    const box = all("[data-find]").find((input) => input.offsetParent);
    const hits = all("[data-hits] a");
    const wanted = () => attempt(() => localStorage.getItem("find-key")) !== "off";
    all("[data-find-key]").forEach((label) => {
      const tick = label.querySelector("input");
      label.hidden = false;
      tick.checked = wanted();
      tick.addEventListener("change", () => attempt(() => localStorage.setItem("find-key", tick.checked ? "on" : "off")));
    });
    document.addEventListener("keydown", (event) => {
      const field = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === "/" && !field && box && wanted()) {
        event.preventDefault();
        box.focus();
        box.select();
      }
      const at = event.target === box ? -1 : hits.indexOf(event.target);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !hits.length || (at < 0 && event.target !== box)) return;
      event.preventDefault();
      (hits[at + step] || (at + step < 0 ? box : event.target)).focus();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    finding();
    person();
    tickAll();
    printing();
    menu();
    detailsMenus();
    errorSummary();
    onceOnly();
  });
})();
