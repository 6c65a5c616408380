// The groups of figures as tabs: on the screen one group at a time, chosen by what stands after # in the address. Paper
// and a browser without script show all of them.
(function () {
  "use strict";
  const groups = [...document.querySelectorAll(".rollup-group")];
  const tabs = [...document.querySelectorAll("[data-groups] a")];
  const links = [...document.querySelectorAll(`main a[href^="${location.pathname}?"]`)];
  const idOf = (group) => `#${group.querySelector("h2").id}`;

  function show(asked) {
    const chosen = groups.some((group) => idOf(group) === asked) ? asked : idOf(groups[0]);
    for (const group of groups) group.toggleAttribute("data-folded", idOf(group) !== chosen);
    for (const tab of tabs) {
      tab.classList.toggle("active", tab.hash === chosen);
      tab.setAttribute("aria-current", tab.hash === chosen);
    }
    keep(chosen);
  }

  // Another unit or period opens with the same group.
  function keep(chosen) {
    for (const link of links) link.hash = chosen;
    for (const form of document.querySelectorAll("main form[method=get]")) form.action = location.pathname + chosen;
  }

  if (groups.length === 0) return;
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", tab.hash);
      show(tab.hash);
    });
  }
  // The links at the head of the page, and going back: what was hidden a moment ago could not be scrolled to.
  addEventListener("hashchange", () => {
    show(location.hash);
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
  show(location.hash);
})();
