// Comfort only: without this script the page shows everything
const tools = document.getElementById("tools");
const search = document.getElementById("zoek");
const theme = document.getElementById("thema");
const group = document.getElementById("groep");
const figures = [...document.querySelectorAll(".figure")].map(element => ({
  element,
  part: element.closest("[data-theme]"),
  groups: element.dataset.groups.split(" "),
  text: element.textContent.toLocaleLowerCase("nl"),
}));
const themed = [...document.querySelectorAll("[data-theme]")];

function fits(figure, words) {
  return (!theme.value || figure.part?.dataset.theme === theme.value)
    && (!group.value || figure.groups.includes(group.value))
    && words.every(word => figure.text.includes(word));
}

function filter() {
  const words = search.value.toLocaleLowerCase("nl").split(/\s+/).filter(Boolean);
  const shown = figures.filter(figure => fits(figure, words));
  for (const { element } of figures) element.hidden = true;
  for (const { element } of shown) element.hidden = false;
  for (const part of themed) part.hidden = !part.querySelector(".figure:not([hidden])");
  document.getElementById("aantal").textContent = shown.length;
}

tools.hidden = false;
tools.addEventListener("submit", event => event.preventDefault());
for (const control of [search, theme, group]) control.addEventListener("input", filter);
