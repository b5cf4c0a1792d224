// The decision tree: a column of questions, the answers' leaves beside them. The path that was taken is lit.
// The ids are those of the questions in an advice. next: the questions that may follow; leaves: the choices that may.
const TREE = [
  { id: 'travels', full: ['Can the task and its data travel to another process?', '任务及其数据能送到另一个进程吗？'],
    short: [['Can it run in', 'another process?'], ['能在另一个', '进程中运行吗？']],
    next: [['isolated', ['yes, or no', '能，或不能']]], leaves: [] },
  { id: 'isolated', full: ['Must it be kept apart: was that asked for, or were risks seen?', '必须隔离吗（有此要求，或发现风险）？'],
    short: [['Must it be', 'kept apart?'], ['必须隔离吗？']],
    next: [['clear', ['no, or yes', '否，或是']]], leaves: [['cannot-tell', ['yes, but stuck', '是，但送不走']]] },
  { id: 'clear', full: ['Are the figures clear?', '数字清楚吗？'],
    short: [['Are the figures', 'clear?'], ['数字清楚吗？']],
    next: [['tiny', ['yes', '是']], ['waits', ['apart', '需隔离']]], leaves: [['cannot-tell', ['no', '否']]] },
  { id: 'tiny', full: ['Is it too short to be handed over?', '任务短到不值得移交吗？'],
    short: [['Too short to be', 'handed over?'], ['短到不值得', '移交吗？']],
    next: [['waits', ['no', '否']]], leaves: [['serial', ['yes', '是']]] },
  { id: 'waits', full: ['Does it wait, rather than compute?', '它主要在等待（而不是计算）吗？'],
    short: [['Does it wait?'], ['在等待吗？']],
    next: [['many', ['yes', '是']], ['scales', ['no, or in part', '否，或部分']]], leaves: [['processes', ['kept apart', '需隔离']]] },
  { id: 'many', full: ['More than 1,000 waits at a time?', '同时等待的超过 1000 个吗？'],
    short: [['More than 1,000', 'at a time?'], ['同时超过', '1000 个吗？']],
    next: [['scales', ['yes, or no', '是，或否']]], leaves: [['processes-x-threads', ['kept apart', '需隔离']]] },
  { id: 'scales', full: ['Do threads of one JVM speed it up?', '同一 JVM 的线程能加速它吗？'],
    short: [['Do threads', 'speed it up?'], ['线程能加速吗？']],
    next: [['pays', ['no', '否']]], leaves: [['threads', ['yes', '是']], ['virtual-threads', ['yes, if many', '是，且很多']]] },
  { id: 'pays', full: ['Is it worth its way to other processes?', '值得送到其他进程吗？'],
    short: [['Worth its way to', 'other processes?'], ['值得送到', '其他进程吗？']],
    next: [], leaves: [['processes', ['yes', '是']], ['threads', ['no', '否']]] },
];
const say = (pair) => pair[LANGUAGES[view.lang]];

const pathOf = (advice) => (Array.isArray(advice?.path) ? advice.path.filter((step) => step !== null && typeof step === 'object') : []);

// The tree as it is, with what this path needs besides: questions and answers that are not in TREE.
const treeFor = (advice) => {
  const nodes = TREE.map((node) => ({ ...node, next: [...node.next], leaves: [...node.leaves] }));
  const steps = pathOf(advice);
  steps.forEach((step) => {
    if (!nodes.some((node) => node.id === step.id)) {
      const own = String(step.question ?? step.id);
      nodes.push({ id: step.id, full: [own, own], short: [wrapped(own), wrapped(own)], next: [], leaves: [] });
    }
  });
  const nodeOf = (id) => nodes.find((node) => node.id === id);
  steps.forEach((step, place) => {
    const answer = [String(step.answer ?? ''), phrase(String(step.answer ?? ''))[0]];
    const following = steps[place + 1];
    const node = nodeOf(step.id);
    if (following && !node.next.some(([id]) => id === following.id)) node.next.push([following.id, answer]);
    if (!following && !node.leaves.some(([leaf]) => leaf === advice.choice)) node.leaves.push([String(advice.choice), answer]);
  });
  return { nodes, steps };
};

const wrapped = (text) => {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if ((last + ' ' + word).trim().length <= 22) lines[lines.length - 1] = (last + ' ' + word).trim();
    else lines.push(word);
  }
  return lines.length > 3 ? [...lines.slice(0, 2), lines[2] + ' …'] : lines;
};

const BOX = { x: 30, width: 138, height: 48 };
const LEAF = { x: 256, width: 102, height: 36, gap: 14 };
const WIDTH = 360;

const treePicture = (workload, advice) => {
  const { nodes, steps } = treeFor(advice);
  let y = 14;
  for (const node of nodes) {
    const leaves = node.leaves.length * (LEAF.height + LEAF.gap);
    node.height = Math.max(BOX.height, leaves - LEAF.gap);
    node.top = y;
    node.middle = y + BOX.height / 2;
    y += node.height + 40;
  }
  const lit = (from, to) => steps.some((step, place) => step.id === from && steps[place + 1]?.id === to);
  const last = steps[steps.length - 1]?.id;
  const parts = { dim: [], lit: [] };
  const put = (isLit, ...shapes) => parts[isLit ? 'lit' : 'dim'].push(...shapes);
  let bypass = 0;
  nodes.forEach((node, place) => {
    const own = phrase(String(steps.find((step) => step.id === node.id)?.answer ?? ''))[0];
    for (const [id, general] of node.next) {
      const target = nodes.find((other) => other.id === id);
      if (!target) continue;
      const straight = nodes[place + 1]?.id === id;
      const answer = lit(node.id, id) ? own : say(general);
      put(lit(node.id, id), straight ? downEdge(node, target, answer, lit(node.id, id)) : sideEdge(node, target, answer, lit(node.id, id), bypass++ % 2));
    }
    node.leaves.forEach(([choiceName, general], leaf) => {
      const isLit = node.id === last && choiceName === String(advice?.choice);
      const answer = isLit ? own : say(general);
      put(isLit, ...leafShapes(node, leaf, choiceName, answer, isLit));
    });
    put(steps.some((step) => step.id === node.id), nodeShape(node, steps.findIndex((step) => step.id === node.id)));
  });
  const words = steps.map((step) => `${step.id}: ${phrase(String(step.answer ?? ''))[0]}`).join(' → ') + (advice ? ` → ${modeName(advice.choice)}` : '');
  return el('div', { class: 'tree' }, svg('svg', {
    viewBox: `0 0 ${WIDTH} ${y - 30}`, role: 'img', 'aria-label': advice ? t('treeLabel', { name: workloadName(workload.name), path: words }) : t('treePlain'),
  }, parts.dim, parts.lit));
};

const stateClass = (name, isLit) => (isLit ? `${name} lit` : name);
const lineShape = (points, isLit) => svg('path', { d: points, class: stateClass('edge', isLit) });
const labelShape = (x, y, text, isLit, anchor = 'start') => svg('text', { x, y, class: stateClass('answer', isLit), 'text-anchor': anchor }, text);

const downEdge = (node, target, answer, isLit) => {
  const x = BOX.x + BOX.width / 2;
  const from = node.top + BOX.height, to = target.top;
  return svg('g', {}, lineShape(`M${x},${from} V${to}`, isLit), arrow(x, to, isLit), labelShape(x + 7, to - 12, answer, isLit));
};

// Past the questions between: along the left side.
const sideEdge = (node, target, answer, isLit, track) => {
  const x = 8 + 8 * track;
  const from = node.middle + 8, to = target.middle - 8;
  const label = labelShape(x + 7, node.top + BOX.height + 14, answer, isLit);
  return svg('g', {}, lineShape(`M${BOX.x},${from} H${x + 6} Q${x},${from} ${x},${from + 6} V${to - 6} Q${x},${to} ${x + 6},${to} H${BOX.x}`, isLit),
    arrow(BOX.x, to, isLit, 'right'), label);
};

const arrow = (x, y, isLit, direction = 'down') => svg('path', {
  d: direction === 'down' ? `M${x - 4},${y - 7} L${x},${y} L${x + 4},${y - 7} Z` : `M${x - 7},${y - 4} L${x},${y} L${x - 7},${y + 4} Z`,
  class: stateClass('arrow', isLit),
});

const nodeShape = (node, step) => {
  const isLit = step >= 0;
  const lines = say(node.short);
  return svg('g', { 'data-node': node.id, 'data-lit': String(isLit) },
    svg('title', {}, say(node.full)),
    svg('rect', { x: BOX.x, y: node.top, width: BOX.width, height: BOX.height, rx: 8, class: stateClass('node', isLit) }),
    lines.map((line, place) => svg('text', {
      x: BOX.x + BOX.width / 2, y: node.middle + 4.5 + (place - (lines.length - 1) / 2) * 15, 'text-anchor': 'middle', class: stateClass('question', isLit),
    }, line)),
    isLit ? [svg('circle', { cx: BOX.x + 2, cy: node.top + 2, r: 9, class: 'step' }), svg('text', { x: BOX.x + 2, y: node.top + 6, 'text-anchor': 'middle', class: 'stepNumber' }, String(step + 1))] : []);
};

const leafShapes = (node, place, choiceName, answer, isLit) => {
  const top = node.top + (BOX.height - LEAF.height) / 2 + place * (LEAF.height + LEAF.gap);
  const y = top + LEAF.height / 2;
  const from = BOX.x + BOX.width;
  const bend = from + 12;
  const path = place === 0 ? `M${from},${y} H${LEAF.x}` : `M${from},${node.middle} H${bend - 6} Q${bend},${node.middle} ${bend},${node.middle + 6} V${y - 6} Q${bend},${y} ${bend + 6},${y} H${LEAF.x}`;
  const kind = kindOfName(choiceName);
  const lines = leafLines(choiceName);
  return [
    svg('g', {}, lineShape(path, isLit), arrow(LEAF.x, y, isLit, 'right')),
    svg('g', {}, answerLines(answer).map((line, row) => labelShape(bend + 4, y + (row === 1 ? 13 : -5), line, isLit))),
    svg('g', { 'data-leaf': choiceName, 'data-lit': String(isLit) },
      svg('rect', { x: LEAF.x, y: top, width: LEAF.width, height: LEAF.height, rx: LEAF.height / 2, class: stateClass('leaf', isLit), style: `--c: var(${COLOURS[kind] ?? '--muted'})` }),
      lines.map((line, row) => svg('text', { x: LEAF.x + LEAF.width / 2, y: y + 4.5 + (row - (lines.length - 1) / 2) * 14, 'text-anchor': 'middle', class: stateClass('leafText', isLit) }, line))),
  ];
};

const leafLines = (choiceName) => {
  const name = modeName(choiceName);
  return name.length > 15 && name.includes(' × ') ? [name.split(' × ')[0] + ' ×', name.split(' × ')[1]] : [name];
};
// At most two short lines: one above the edge, one below it.
const answerLines = (text) => {
  if (text.length <= 9 || !/[ ，：]/.test(text)) return text === '' ? [] : [text];
  const cut = text.search(/[，：]/) >= 0 ? text.search(/[，：]/) + 1 : text.indexOf(' ', text.search(/[,:]/));
  return cut > 0 ? [text.slice(0, cut).trim(), text.slice(cut).trim()] : [text];
};
