// Who worked on what when: lanes are workers, bars are tasks.
const LANE_LIMIT = 640, LANE_LIMIT_PAPER = 400;

const timelineChart = (workload, line) => chart(
  `${t('timeline')}${t('colon')}${workloadName(workload.name)}, ${modeName(line.mode)}`,
  (width) => {
    const narrow = width < NARROW;
    const fitting = Math.floor((printing ? LANE_LIMIT_PAPER : LANE_LIMIT) / Math.max(1, line.lanes.length));
    const lane = Math.max(printing ? 4 : 6, Math.min(26, fitting));
    const style = axisStyle(narrow);
    const end = Math.max(isNumber(line.seconds) ? line.seconds * 1e3 : 0, ...line.tasks.map((task) => task.start + task.duration));
    return {
      height: line.lanes.length * lane + 64,
      option: {
        grid: { left: narrow ? 56 : 150, right: 20, top: 8, bottom: 48, outerBoundsMode: 'none' },
        xAxis: { ...style, type: 'value', min: 0, max: end || 1, name: t('sinceStart'), splitNumber: narrow ? 3 : 6, axisLabel: { ...style.axisLabel, formatter: (value) => seconds(value / 1e3, true), showMaxLabel: false } },
        yAxis: {
          type: 'category', inverse: true, data: line.lanes, axisLine: { show: false }, axisTick: { show: false },
          axisLabel: { color: colour('--muted'), fontSize: 11, width: narrow ? 48 : 138, overflow: 'truncate', interval: lane < 13 ? Math.ceil(13 / lane) - 1 : 0, formatter: narrow ? laneNumbers : laneName },
        },
        tooltip: { ...common().tooltip, formatter: ({ dataIndex }) => taskTip(line, line.tasks[dataIndex]) },
        series: [{
          type: 'custom', encode: { x: [1, 2], y: 0 }, renderItem: taskShape(line, lane), large: false,
          data: line.tasks.map((task) => [task.lane, task.start, task.start + task.duration]),
        }],
      },
    };
  });

// "worker 1 / thread 2" in the reader's language.
const laneName = (name) => (view.lang === 'zh'
  ? String(name).replace(/^worker (\d+)/, '进程 $1').replace(/virtual thread (\d+)/, '虚拟线程 $1').replace(/\bthread (\d+)/, '线程 $1').replace(/^(main|caller)$/, '主线程')
  : String(name));

// "1 / 2" of "worker 1 / thread 2", where there is no room.
const laneNumbers = (name) =>
  (/^(virtual |worker \d+ \/ )?(thread|worker) \d+$/.test(name) ? name.match(/\d+/g).join(' / ') : laneName(name));

const taskTip = (line, task) => tip(t('task', { n: count(task.number) }), [
  laneName(line.lanes[task.lane]), `${t('start')}${t('colon')}${seconds(task.start / 1e3)}`, `${t('duration')}${t('colon')}${seconds(task.duration / 1e3)}`,
  task.ok ? t('ok') : `✕ ${t('failed')}`,
]);

const taskShape = (line, lane) => (parameters, api) => {
  const task = line.tasks[parameters.dataIndex];
  const [x1, y] = api.coord([api.value(1), api.value(0)]);
  const [x2] = api.coord([api.value(2), api.value(0)]);
  const height = Math.max(3, lane - (lane > 12 ? 6 : 2));
  const width = Math.max(1.5, x2 - x1);
  const bar = {
    type: 'rect', shape: { x: x1, y: y - height / 2, width, height, r: Math.min(2, height / 3) },
    style: {
      fill: colour(task.ok ? COLOURS[line.kind] ?? '--muted' : '--bad'), stroke: colour('--page'), lineWidth: width > 4 ? 1 : 0,
      opacity: task.ok && task.number % 2 === 0 ? 0.72 : 1,
    },
  };
  const mark = { type: 'text', style: { x: x1 + width / 2, y, text: '✕', fill: colour('--onBad'), align: 'center', verticalAlign: 'middle', fontSize: Math.min(12, height) } };
  return task.ok ? bar : { type: 'group', children: width >= 8 ? [bar, mark] : [bar] };
};

const laneTable = (line) => table(t('lanesPerWorker'), [t('lane'), [t('tasks')], [t('busyTime')], [t('busyShare')], [t('failed')]],
  line.lanes.map((name, place) => {
    const tasks = line.tasks.filter((task) => task.lane === place);
    const busy = tasks.reduce((sum, task) => sum + task.duration / 1e3, 0);
    return [laneName(name), count(tasks.length), seconds(busy), percent(isNumber(line.seconds) && line.seconds > 0 ? busy / line.seconds : NaN),
      count(tasks.filter((task) => !task.ok).length)];
  }));

const taskTable = (line) => table(t('allTasks'), [t('taskHead'), t('lane'), [t('start')], [t('duration')], t('outcome')],
  line.tasks.map((task) => [count(task.number), laneName(line.lanes[task.lane]), seconds(task.start / 1e3), seconds(task.duration / 1e3),
    task.ok ? t('ok') : `✕ ${t('failed')}`]));

// Rows are made when they are first asked for: there may be thousands.
const lazyDetails = (summary, make) => {
  const box = el('details', { ontoggle: () => { if (box.open && box.children.length === 1) box.append(make()); } }, el('summary', {}, summary));
  return box;
};

// The chart of the chosen mode with its tables, and the choice above it.
const timelineBlock = (workload) => {
  const lines = workload.timelines.filter((line) => line.tasks.length > 0);
  const section = [el('h3', {}, t('timeline'))];
  if (lines.length === 0) return el('div', {}, section, el('p', { class: 'sub' }, t('noTimeline')));
  const host = el('div', { class: 'timeline' });
  const best = standing(workload).best;
  const now = () => lines.find((line) => line.mode === view.mode[workload.name]) ?? lines.find((line) => line.mode === best?.mode) ?? lines[0];
  const show = () => {
    const line = now();
    const failures = line.tasks.filter((task) => !task.ok).length;
    const old = charts.findIndex((item) => host.contains(item.host));
    if (old >= 0) charts.splice(old, 1)[0].instance?.dispose();
    host.replaceChildren(
      el('p', { class: 'sub now', 'aria-live': 'polite' }, t('timelineNow', { mode: modeName(line.mode), time: seconds(line.seconds) }),
        failures > 0 ? ` ${t('failedTasks', { n: count(failures) })}` : ''),
      timelineChart(workload, line),
      details(t('lanesPerWorker'), laneTable(line)),
      lazyDetails(t('allTasks'), () => taskTable(line)));
    if (host.isConnected) drawChart(charts[charts.length - 1]);
  };
  show();
  const options = lines.map((line) => [line.mode, modeName(line.mode), COLOURS[line.kind] ?? '--muted']);
  const choose = (mode) => { view.mode[workload.name] = mode; show(); };
  return el('div', { class: 'keep' }, section, choice(t('timelineSub'), options, now().mode, choose, { 'data-choice': 'timeline' }), host);
};
