// Charts: made by ECharts as SVG, drawn anew for another width, language or set of colours.
const charts = [];
const NARROW = 520;

// The colours of the theme, read from the style sheet once per theme: asking it is slow.
const palettes = new Map();
const colour = (name) => {
  const key = document.documentElement.dataset.theme + name;
  if (!palettes.has(key)) palettes.set(key, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return palettes.get(key);
};

// A figure with a heading. draw: (width) => {height, option}; both may depend on the width.
const chart = (label, draw, ...below) => {
  const host = el('div', { class: 'chart', role: 'img', 'aria-label': label });
  charts.push({ host, draw, instance: null });
  return el('figure', {}, host, below);
};

const drawChart = (item) => {
  const width = Math.floor(item.host.clientWidth);
  if (width === 0) return;
  const { height, option } = item.draw(width);
  item.host.style.height = height + 'px';
  item.instance ??= echarts.init(item.host, null, { renderer: 'svg', width, height });
  if (item.instance.getWidth() !== width || item.instance.getHeight() !== height) {
    item.instance.clear(); // or it would draw the old option once more in the new size
    item.instance.resize({ width, height });
  }
  item.instance.setOption({ ...common(), ...option }, { notMerge: true });
};
const drawCharts = () => charts.forEach(drawChart);
const clearCharts = () => {
  for (const { instance } of charts.splice(0)) instance?.dispose();
};

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "DejaVu Sans", sans-serif';

const common = () => ({
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: FONT, color: colour('--text') },
  tooltip: {
    trigger: 'item', confine: true, backgroundColor: colour('--raised'), borderColor: colour('--line'),
    textStyle: { color: colour('--text'), fontSize: 13, fontFamily: FONT },
  },
});

const tip = (title, lines) => el('div', { class: 'tip' }, el('b', {}, title), lines.map((line) => el('div', {}, line)));

const axisStyle = (narrow) => ({
  axisLine: { show: false }, axisTick: { show: false },
  axisLabel: { color: colour('--muted'), fontSize: narrow ? 11 : 12, hideOverlap: true },
  splitLine: { showMaxLine: false, lineStyle: { color: colour('--line') } },
  nameTextStyle: { color: colour('--muted'), fontSize: 12 },
  nameLocation: 'middle', nameGap: 28,
});

// The axis of these values: logarithmic where they span more than a factor of 20.
const valueAxis = (values, format, name, narrow, base) => {
  const low = Math.min(...values), high = Math.max(...values);
  const logarithmic = low > 0 && high / low > 20;
  const style = axisStyle(narrow);
  const axis = { ...style, name: name + (logarithmic ? ` · ${t('logScale')}` : ''), axisLabel: { ...style.axisLabel, formatter: (value) => format(value, true), alignMinLabel: 'left' } };
  if (logarithmic) {
    const min = niceBelow(low * 0.8);
    return { ...axis, type: 'log', min, max: niceAbove(high * 1.02), startValue: base ?? min };
  }
  return { ...axis, type: 'value', min: 0, splitNumber: narrow ? 3 : 5 };
};
const niceBelow = (value) => {
  const power = 10 ** Math.floor(Math.log10(value));
  return [5, 2, 1].map((step) => step * power).find((step) => step <= value);
};
const niceAbove = (value) => {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value);
};

const ROW = 28, ROW_NARROW = 42, ROW_PAPER = 17;
const rowHeight = (narrow) => (printing ? ROW_PAPER : narrow ? ROW_NARROW : ROW);

// Names of the rows on the left, or above each row where there is no room; figures on the right.
const rowAxes = (names, figures, narrow, hidden = false) => {
  const shared = { type: 'category', inverse: true, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
  const beside = { color: colour('--text'), fontSize: 12.5, width: 250, overflow: 'truncate' };
  const above = { color: colour('--text'), fontSize: 12, inside: true, align: 'left', verticalAlign: 'bottom', padding: [0, 0, 9, -8], z: 10 };
  return [
    { ...shared, data: names, axisLabel: hidden ? { show: false } : { ...(narrow ? above : beside), interval: 0 }, z: narrow ? 10 : 0 },
    { ...shared, data: figures, position: 'right', axisLabel: { color: colour('--text'), fontSize: 12, interval: 0 } },
  ];
};
const rowGrid = (narrow, hidden = false) => ({
  left: narrow || hidden ? 10 : 262, right: 74, top: 8, bottom: 48, containLabel: false, outerBoundsMode: 'none',
});

// Bars, one per row: {name, value, figure, colour, low, high, tip}. marks: values with a line and a text.
const barChart = (label, rows, format, axisName, options = {}) => chart(label, (width) => {
  const narrow = options.narrow?.(width) ?? width < NARROW;
  const hidden = Boolean(options.unnamed) && !narrow && !printing;
  const size = rowHeight(narrow);
  const values = rows.flatMap((row) => [row.value, row.low ?? row.value, row.high ?? row.value]).concat(options.marks ?? []).filter(isNumber);
  const axes = rowAxes(rows.map((row) => row.name), rows.map((row) => row.figure), narrow, hidden);
  return {
    height: rows.length * size + 56,
    option: {
      grid: rowGrid(narrow, hidden),
      xAxis: valueAxis(values, format, axisName, narrow || hidden, options.marks?.[0]),
      yAxis: axes,
      tooltip: { ...common().tooltip, formatter: ({ dataIndex }) => tip(rows[dataIndex].name, rows[dataIndex].tip) },
      series: [
        {
          type: 'bar', barWidth: printing ? 10 : narrow ? 12 : 16, barGap: 0, z: 2,
          data: rows.map((row) => ({ value: row.value, itemStyle: { color: colour(row.colour), borderRadius: [0, 2, 2, 0] } })),
          markLine: markLine(options.marks ?? []),
        },
        rangeSeries(rows),
      ],
    },
  };
});

const markLine = (values) => ({
  silent: true, symbol: 'none', animation: false, label: { show: false },
  lineStyle: { color: colour('--muted'), type: 'dashed', width: 1 },
  data: values.map((value) => ({ xAxis: value })),
});

// A thin line from the least to the most of each row.
const rangeSeries = (rows) => ({
  type: 'custom', z: 3, silent: true, data: rows.map((row, place) => [row.low ?? row.value, place, row.high ?? row.value]),
  encode: { x: [0, 2], y: 1 },
  renderItem: (parameters, api) => {
    const row = rows[parameters.dataIndex];
    if (!(row.high > row.low)) return null;
    const [x1, y] = api.coord([api.value(0), api.value(1)]);
    const [x2] = api.coord([api.value(2), api.value(1)]);
    const line = (a, b, c, d) => ({ type: 'line', shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke: colour('--text'), lineWidth: 1.2 } });
    return { type: 'group', children: [line(x1, y, x2, y), line(x1, y - 3, x1, y + 3), line(x2, y - 3, x2, y + 3)] };
  },
});

const timeChart = (workload, rows) => barChart(
  `${t('times')}${t('colon')}${workloadName(workload.name)}`,
  rows.map((row) => {
    const runs = allRuns(row);
    return {
      name: rowName(row), value: row.seconds, figure: seconds(row.seconds), colour: colourOf(row),
      low: runs.length > 1 ? Math.min(...runs) : undefined, high: runs.length > 1 ? Math.max(...runs) : undefined,
      tip: [`${t('median')}${t('colon')}${seconds(row.seconds)}`, runs.length > 1 ? `${t('spread')}${t('colon')}${spread(row)}` : null,
        isNumber(speedupOf(row)) ? `${t('speedup')}${t('colon')}${times(speedupOf(row))}` : null].filter(Boolean),
    };
  }), seconds, t('axisTime'));

// Without names where it stands beside the chart of times, whose rows are the same.
const speedupChart = (workload, rows) => barChart(
  `${t('speedups')}${t('colon')}${workloadName(workload.name)}`,
  rows.map((row) => ({
    name: rowName(row), value: speedupOf(row), figure: times(speedupOf(row)), colour: colourOf(row),
    tip: [`${t('speedup')}${t('colon')}${times(speedupOf(row))}`],
  })), times, t('axisSpeedup'),
  { marks: [1], unnamed: true, narrow: () => !window.matchMedia('(min-width: 900px)').matches && !printing });

const spread = (row) => {
  const runs = allRuns(row);
  return runs.length > 1 ? `${seconds(Math.min(...runs))} – ${seconds(Math.max(...runs))}` : NOTHING;
};

// Task times of each mode as boxes over the tasks themselves.
const taskTimesChart = (workload, lines) => chart(`${t('taskTimes')}${t('colon')}${workloadName(workload.name)}`, (width) => {
  const narrow = width < NARROW;
  const spans = lines.map((line) => taskSpans(line));
  const axes = rowAxes(lines.map((line) => modeName(line.mode)), spans.map((span) => seconds(span.median)), narrow);
  return {
    height: lines.length * (rowHeight(narrow) + 8) + 56,
    option: {
      grid: rowGrid(narrow),
      xAxis: valueAxis(spans.flatMap((span) => [span.least, span.most]), seconds, t('axisTaskTime'), narrow),
      yAxis: axes,
      tooltip: {
        ...common().tooltip,
        formatter: ({ data }) => tip(modeName(lines[data[1]].mode), spanLines(spans[data[1]])),
      },
      series: [tasksSeries(lines, narrow), boxSeries(lines, spans, narrow)],
    },
  };
});

const taskSpans = (line) => {
  const sorted = line.tasks.map((task) => Math.max(task.duration, 1e-6) / 1e3).sort((a, b) => a - b);
  const at = (share) => quantile(sorted, share);
  return {
    count: sorted.length, least: sorted[0], quartile1: at(0.25), median: at(0.5), quartile3: at(0.75),
    percentile95: at(0.95), most: sorted[sorted.length - 1], failed: line.tasks.filter((task) => !task.ok).length,
  };
};
const spanLines = (span) => [
  `${t('median')}${t('colon')}${seconds(span.median)}`, `${t('quartile1')} – ${t('quartile3')}${t('colon')}${seconds(span.quartile1)} – ${seconds(span.quartile3)}`,
  `${t('spread')}${t('colon')}${seconds(span.least)} – ${seconds(span.most)}`, `${t('tasks')}${t('colon')}${count(span.count)}`,
];

// Dots that are spread a little by their number, so that equal times stay visible.
const tasksSeries = (lines, narrow) => ({
  type: 'custom', silent: true, z: 1, encode: { x: 0, y: 1 },
  data: lines.flatMap((line, place) => thinned(line.tasks).map((task) => [Math.max(task.duration, 1e-6) / 1e3, place, task.number])),
  renderItem: (parameters, api) => {
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    const lift = (((api.value(2) * 0.618034) % 1) - 0.5) * 16 + (narrow ? 4 : 0);
    return {
      type: 'circle', shape: { cx: x, cy: y + lift, r: 1.8 },
      style: { fill: colour(COLOURS[lines[api.value(1)].kind] ?? '--muted'), opacity: 0.4 },
    };
  },
});
const thinned = (tasks) => (tasks.length <= 400 ? tasks : tasks.filter((task, place) => place % Math.ceil(tasks.length / 400) === 0));

const boxSeries = (lines, spans, narrow) => ({
  type: 'custom', z: 2, encode: { x: [0, 4], y: 1 },
  data: spans.map((span, place) => [span.least, place, span.quartile1, span.median, span.quartile3, span.most]),
  renderItem: (parameters, api) => {
    const place = api.value(1);
    const x = (dimension) => api.coord([api.value(dimension), place])[0];
    const y = api.coord([0, place])[1] + (narrow ? 4 : 0);
    const stroke = colour(COLOURS[lines[place].kind] ?? '--muted');
    const line = (a, b, c, d, lineWidth) => ({ type: 'line', shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke, lineWidth } });
    return {
      type: 'group', children: [
        { type: 'rect', shape: { x: x(0) - 3, y: y - 12, width: x(5) - x(0) + 6, height: 24 }, style: { fill: 'rgba(0,0,0,0)' } },
        line(x(0), y, x(2), y, 1.4), line(x(4), y, x(5), y, 1.4), line(x(0), y - 4, x(0), y + 4, 1.4), line(x(5), y - 4, x(5), y + 4, 1.4),
        { type: 'rect', shape: { x: x(2), y: y - 8, width: Math.max(x(4) - x(2), 1), height: 16 }, style: { fill: colour('--box'), stroke, lineWidth: 1.4 } },
        line(x(3), y - 8, x(3), y + 8, 3),
      ],
    };
  },
});

// The machine's load while the comparison ran.
const loadChart = (points) => chart(t('load'), (width) => {
  const narrow = width < NARROW;
  const cpus = content.machine?.cpus;
  const line = (name, dimension, colourName, area) => ({
    name, type: 'line', showSymbol: points.length < 2, symbolSize: 5, lineStyle: { width: 1.8, color: colour(colourName), type: area ? 'solid' : 'dashed' },
    itemStyle: { color: colour(colourName) }, areaStyle: area ? { color: colour(colourName), opacity: 0.14 } : undefined,
    data: points.map((point) => [point[0], isNumber(point[dimension]) ? point[dimension] : null]),
    markLine: area && isNumber(cpus) ? {
      silent: true, symbol: 'none', lineStyle: { color: colour('--muted'), type: 'dotted', width: 1.5 },
      label: { position: 'insideEndTop', formatter: t('usable', { n: count(cpus) }), color: colour('--muted'), fontSize: 12 }, data: [{ yAxis: cpus }],
    } : undefined,
  });
  const style = axisStyle(narrow);
  return {
    height: 260,
    option: {
      grid: { left: 40, right: 16, top: 44, bottom: 48, outerBoundsMode: 'none' },
      legend: { top: 0, left: 0, textStyle: { color: colour('--text'), fontSize: 12 }, itemWidth: 22, selectedMode: false, data: [t('busyProcessors'), t('loadAverage')] },
      tooltip: {
        ...common().tooltip, trigger: 'axis',
        formatter: (items) => tip(seconds(items[0].value[0]), items.map((item) => `${item.seriesName}${t('colon')}${digits(item.value[1])}`)),
      },
      xAxis: { ...style, type: 'value', min: 0, max: 'dataMax', name: t('sinceStart'), axisLabel: { ...style.axisLabel, formatter: (value) => count(Math.round(value)) + ' s', showMaxLabel: false } },
      yAxis: { ...style, type: 'value', min: 0, max: ({ max }) => Math.ceil(Math.max(max, cpus ?? 0) * 1.15), minInterval: 1, name: undefined, axisLabel: { ...style.axisLabel, formatter: (value) => count(value) } },
      series: [line(t('busyProcessors'), 1, '--threads', true), line(t('loadAverage'), 2, '--processes', false)],
    },
  };
});

// Costs of one unit, a bar per runtime in each group.
const costChart = (label, measures, format, axisName) => chart(label, (width) => {
  const narrow = width < NARROW;
  const values = measures.flatMap(({ values: of }) => [...of.values()]);
  const size = runtimes.length * (narrow ? 16 : 15) + (narrow ? 34 : 18);
  return {
    height: measures.length * size + 96,
    option: {
      grid: { left: narrow ? 8 : 300, right: 70, top: 36, bottom: 48, outerBoundsMode: 'none' },
      legend: { top: 0, left: 0, textStyle: { color: colour('--text'), fontSize: 12 }, selectedMode: false, itemWidth: 14, data: runtimes.map(runtimeName) },
      xAxis: valueAxis(values, format, axisName, narrow),
      yAxis: {
        type: 'category', inverse: true, axisLine: { show: false }, axisTick: { show: false }, data: measures.map(({ measure }) => phrase(measure)[0]),
        axisLabel: narrow
          ? { color: colour('--text'), fontSize: 12, inside: true, align: 'left', verticalAlign: 'bottom', padding: [0, 0, runtimes.length * 8 + 3, -8], interval: 0, width: width - 60, overflow: 'truncate' }
          : { color: colour('--text'), fontSize: 13, width: 284, overflow: 'break', interval: 0 },
        z: narrow ? 10 : 0,
      },
      tooltip: { ...common().tooltip, formatter: ({ seriesName, name, value }) => tip(name, [`${seriesName}${t('colon')}${format(value)}`]) },
      series: runtimes.map((runtime) => ({
        name: runtimeName(runtime), type: 'bar', barWidth: narrow ? 12 : 13, barGap: '15%', itemStyle: { color: colour(runtimeColour(runtime)), borderRadius: [0, 2, 2, 0] },
        label: { show: true, position: 'right', color: colour('--text'), fontSize: 11, formatter: ({ value }) => (isNumber(value) ? format(value) : '') },
        data: measures.map(({ values: of }) => of.get(runtime) ?? NaN),
      })),
    },
  };
});
