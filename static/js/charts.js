// Charts: where a figure with data comes into sight, ECharts draws in place of the server's drawing, which stays for
// paper. Every page works without this file.
(function () {
  "use strict";
  const source = document.currentScript.dataset.echarts;
  const MARKS = ["circle", "rect", "triangle", "diamond"];
  const DASHES = ["solid", "dashed", "dotted", [9, 3, 2, 3]];
  // The first series is plain, the others are hatched: nobody needs to tell colours apart.
  const DECALS = [
    { symbol: "none" },
    { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
    { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0 },
    { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], symbolSize: 0.7 },
  ];
  let fetched = null;

  function library() {
    fetched = fetched || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return fetched;
  }

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      series: [1, 2, 3, 4].map((number) => read(`--chart-${number}`)),
      ink: read("--ink"), soft: read("--ink-soft"), line: read("--line"), surface: read("--surface"),
    };
  }

  const onAxis = (style) => (value) => (style === "rate" ? `${Math.round(value * 100)}%` : value.toLocaleString("en"));

  function seriesOf(data, ink) {
    const many = data.labels.length * data.series.length > 14 && data.kind !== "rows";
    return data.series.map((series, number) => ({
      name: series.name,
      type: data.kind === "line" ? "line" : "bar",
      data: series.values.map((value) => (value === null ? "-" : value)),
      barMaxWidth: data.kind === "rows" ? 14 : 34,
      symbol: MARKS[number], symbolSize: 9,
      lineStyle: { type: DASHES[number], width: 2, color: ink.series[number] },
      itemStyle: {
        color: ink.series[number], borderColor: ink.series[number], borderWidth: 1,
        decal: data.kind === "line" ? undefined : { ...DECALS[number], color: ink.surface },
      },
      label: {
        show: !many, position: data.kind === "rows" ? "right" : "top", color: ink.ink,
        formatter: (point) => series.texts[point.dataIndex],
      },
    }));
  }

  function options(data) {
    const ink = colours();
    const lying = data.kind === "rows";
    const names = {
      type: "category", data: data.labels, inverse: lying, axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.soft } },
      axisLabel: { color: ink.ink, width: lying ? 130 : undefined, overflow: "truncate", hideOverlap: !lying, interval: lying ? 0 : "auto" },
    };
    const values = {
      type: "value", min: 0, minInterval: data.style === "rate" ? undefined : 1,
      name: data.unit, nameTextStyle: { color: ink.soft },
      axisLabel: { show: !lying, color: ink.soft, formatter: onAxis(data.style) },
      splitLine: { show: !lying, lineStyle: { color: ink.line } },
    };
    const said = (series, index) => `${series.name}  ${series.texts[index]}${data.unit}`;
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: lying ? 64 : 12, top: data.series.length > 1 || data.unit ? 56 : 24, bottom: 8, containLabel: true },
      legend: { show: data.series.length > 1, top: 0, left: 0, textStyle: { color: ink.ink }, inactiveColor: ink.soft },
      tooltip: {
        // Plain text: the content security policy refuses the inline styles of the other kind.
        renderMode: "richText", trigger: "axis", confine: true, axisPointer: { type: data.kind === "line" ? "line" : "shadow" },
        backgroundColor: ink.surface, borderColor: ink.soft, textStyle: { color: ink.ink },
        formatter: (points) => [data.labels[points[0].dataIndex], ...data.series.map((series) => said(series, points[0].dataIndex))].join("\n"),
      },
      xAxis: lying ? values : names,
      yAxis: lying ? names : values,
      series: seriesOf(data, ink),
    };
  }

  async function draw(figure) {
    const place = figure.querySelector(".chart-live");
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const echarts = await library();
    place.hidden = false;
    figure.classList.add("chart-drawn");
    if (data.kind === "rows") place.style.height = `${72 + data.labels.length * (8 + 16 * data.series.length)}px`;
    const chart = echarts.init(place, null, { renderer: "svg" });
    const paint = () => chart.setOption(options(data), true);
    paint();
    new ResizeObserver(() => chart.resize()).observe(place);
    new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries.filter((one) => one.isIntersecting)) {
        seen.unobserve(entry.target);
        draw(entry.target).catch(() => { /* the drawing of the server stays */ });
      }
    }, { rootMargin: "200px" });
    for (const place of document.querySelectorAll("[data-chart] .chart-live")) seen.observe(place.closest("[data-chart]"));
  });
})();
