// The visit form: a day by one tap, and the pairings of the cadre that a secretary chose.
(function () {
  "use strict";
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  function taps() {
    all("[data-taps]").forEach((row) => { row.hidden = false; });
    all("[data-set]").forEach((button) => button.addEventListener("click", () => {
      const box = document.getElementById(button.dataset.set);
      box.value = button.dataset.value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  }

  // What was ticked stays ticked where the newly chosen cadre holds it, too.
  async function follow(place, form) {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (name === "cadres" || name === "targets") query.append(name, value);
    const answer = await fetch(`${place.dataset.follow}?${query}`).catch(() => null);
    if (answer && answer.ok && !answer.redirected) document.getElementById("pairings").outerHTML = await answer.text();
  }

  document.addEventListener("DOMContentLoaded", () => {
    taps();
    all("[data-follow]").forEach((place) => place.addEventListener("change", () => follow(place, place.closest("form"))));
  });
})();
