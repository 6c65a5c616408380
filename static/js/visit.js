// The forms of visits and talks: the pairings of the cadre that a secretary chose, and rows of matters.
(function () {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const tell = (box) => ["input", "change"].forEach((name) => box.dispatchEvent(new Event(name, { bubbles: true })));

  // --- the boxes of the chosen cadre -----------------------------------------------------------
  const picked = (form, name) => new FormData(form).getAll(name);

  // What is ticked by then stays ticked where that cadre holds it, too.
  async function follow(place, form) {
    const cadres = picked(form, "cadres");
    if (place.dataset.shown === cadres.join()) return;
    place.dataset.shown = cadres.join();
    const query = new URLSearchParams(cadres.map((cadre) => ["cadres", cadre]));
    const answer = await fetch(`${place.dataset.follow}?${query}`).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const text = await answer.text();
    if (place.dataset.shown !== cadres.join()) return; // another was chosen meanwhile
    const ticked = [...picked(form, "targets"), ...(form.dataset.wanted || "").split(" ")];
    document.getElementById("pairings").outerHTML = text;
    all("[name=targets]", form).forEach((box) => { box.checked = ticked.includes(box.value); });
  }

  // --- rows of matters -------------------------------------------------------------------------
  // The server writes as many rows as there are; here another one is a copy of the last, emptied and numbered on.
  const MOST = 10;
  const lines = (place) => all("[data-matter]", place);
  const texts = (place) => lines(place).map((line) => line.querySelector("textarea"));

  function addLine(place) {
    const number = lines(place).length;
    if (number >= MOST) return null;
    const line = lines(place).at(-1).cloneNode(true);
    const numbered = (text) => text.replace(/matter_(\d_)?(text|reply)/g, `matter_${number}_$2`);
    for (const part of all("*", line)) {
      for (const { name, value } of Array.from(part.attributes)) {
        if (value.includes("matter_")) part.setAttribute(name, numbered(value));
      }
      part.classList.remove("field-invalid");
      part.removeAttribute("aria-invalid");
    }
    all(".field-error, .form-text", line).forEach((part) => part.remove());
    all("textarea", line).forEach((box) => { box.value = ""; box.removeAttribute("aria-describedby"); });
    lines(place).at(-1).after(line);
    return line.querySelector("textarea");
  }

  // Several lines pasted into an empty row are as many matters; into one that says something already, they are its text.
  function pasteMatters(place, event) {
    const box = event.target.closest("textarea");
    if (!box || !texts(place).includes(box) || box.value.trim()) return;
    const said = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (said.length < 2 || said.length > MOST) return;
    event.preventDefault();
    const boxes = [box, ...texts(place).filter((other) => other !== box && !other.value.trim())];
    said.forEach((text, index) => {
      const into = boxes[index] || addLine(place);
      if (into) into.value = text;
      else texts(place).at(-1).value += `\n${text}`;
    });
    tell(texts(place).at(-1));
  }

  function matters(place) {
    const add = place.querySelector("[data-matter-add]");
    place.querySelector("[data-matter-hint]").hidden = false;
    add.hidden = false;
    add.addEventListener("click", () => {
      const box = addLine(place);
      box?.focus();
      box?.scrollIntoView({ block: "center" });
    });
    place.addEventListener("paste", (event) => pasteMatters(place, event));
    // A draft of several matters comes back (draft.js).
    place.closest("form").addEventListener("draft:restore", (event) => {
      while (Object.keys(event.detail).some((name) => name === `matter_${lines(place).length}_text`) && addLine(place));
    });
    const tick = place.closest("form").querySelector("[name=has_matter]");
    tick.addEventListener("click", () => { if (tick.checked) texts(place)[0].focus(); });
  }

  document.addEventListener("DOMContentLoaded", () => {
    all("[data-matters]").forEach(matters);
    all("[data-follow]").forEach((place) => {
      const form = place.closest("form");
      place.dataset.shown = picked(form, "cadres").join();
      place.addEventListener("change", () => follow(place, form));
      form.addEventListener("draft:restore", (event) => { form.dataset.wanted = (event.detail.targets || []).join(" "); });
    });
  });
})();
