'use strict';

// Charts as SVG, drawn at the width they are shown at so that their text keeps its size. Colours are the style sheet's.
const charts = (() => {
  const NAMESPACE = 'http://www.w3.org/2000/svg';
  const { percent, beta } = page;

  function svg(tag, attributes = {}, text) {
    const element = document.createElementNS(NAMESPACE, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  const drawn = new WeakMap();
  const observer = new ResizeObserver(entries => {
    for (const { target, contentRect } of entries) {
      if (contentRect.width > 0) redraw(target, contentRect.width);
    }
  });

  function redraw(container, width) {
    const chart = drawn.get(container);
    if (chart.width === width) return;
    chart.width = width;
    container.replaceChildren(...chart.draw(Math.max(200, Math.floor(width))));
  }

  // Draws now, and again whenever the container gets another width.
  function show(container, draw) {
    drawn.set(container, { draw });
    observer.unobserve(container);
    observer.observe(container);
    if (container.clientWidth > 0) redraw(container, container.clientWidth);
  }

  // Round steps for an axis from 0 to max.
  function ticks(max, about) {
    const raw = max / about;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = power * [1, 2, 5, 10].find(s => s * power >= raw);
    const all = [];
    for (let i = 0; i * step <= max * (1 + 1e-9); i++) all.push(Number((i * step).toPrecision(12)));
    return all;
  }

  // β over epochs: solid between rendered epochs, dotted elsewhere, a dot for each that can be picked.
  function schedule(container, { points, rendered, epochs, now, pick }) {
    show(container, width => {
      const height = 190;
      const box = { left: 40, right: width - 16, top: 22, bottom: height - 38 };
      const lastEpoch = Math.max(1, points.at(-1).epoch);
      const top = Math.max(...points.map(p => p.beta)) * 1.08;
      const x = epoch => box.left + ((box.right - box.left) * epoch) / lastEpoch;
      const y = value => box.bottom - ((box.bottom - box.top) * value) / top;
      const isRendered = epoch => rendered.some(r => r.first <= epoch && epoch <= r.last);
      const current = epochs[now];
      const root = svg('svg', {
        class: 'pick',
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: 'img',
        'aria-label':
          `β by epoch: ${beta(points[0].beta)} at first, ${beta(points.at(-1).beta)} at epoch ${lastEpoch}; ` +
          `epoch ${current.epoch} has β ${beta(current.beta)}`,
      });

      for (const value of ticks(top, 4)) {
        root.append(svg('line', { class: 'rule', x1: box.left, x2: box.right, y1: y(value), y2: y(value) }));
        root.append(svg('text', { x: box.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, beta(value)));
      }
      for (const epoch of ticks(lastEpoch, Math.min(lastEpoch, width / 80)).filter(Number.isInteger)) {
        root.append(svg('text', { x: x(epoch), y: box.bottom + 18, 'text-anchor': 'middle' }, epoch));
      }
      root.append(svg('text', { x: box.right, y: height - 4, 'text-anchor': 'end' }, 'epoch'));
      root.append(svg('text', { x: box.left - 8, y: 11, 'text-anchor': 'end' }, 'β'));
      for (const range of rendered.slice(0, 500)) {
        root.append(
          svg('line', { class: 'rug', x1: x(range.first) - 2, x2: x(range.last) + 2, y1: box.bottom, y2: box.bottom }),
        );
      }

      for (let i = 0; i + 1 < points.length; i++) {
        const [a, b] = [points[i], points[i + 1]];
        const solid = isRendered(a.epoch) && isRendered(b.epoch);
        root.append(
          svg('line', {
            class: solid ? 'curve' : 'curve beyond',
            x1: x(a.epoch),
            y1: y(a.beta),
            x2: x(b.epoch),
            y2: y(b.beta),
          }),
        );
      }

      root.append(
        svg('line', {
          class: 'guide',
          x1: x(current.epoch),
          x2: x(current.epoch),
          y1: 16,
          y2: box.bottom,
        }),
      );
      for (const e of epochs) {
        root.append(
          svg('circle', {
            class: e === current ? 'now' : 'dot',
            cx: x(e.epoch),
            cy: y(e.beta),
            r: e === current ? 7 : epochs.length > 40 ? 2.5 : 4,
          }),
        );
      }
      // Above the curve, where nothing else is; away from the sides, which would cut it off.
      const half = 58;
      const middle = Math.min(Math.max(x(current.epoch), box.left + half), box.right - half);
      const name = `epoch ${current.epoch} · β ${beta(current.beta)}`;
      root.append(svg('text', { class: 'strong', x: middle, y: 11, 'text-anchor': 'middle' }, name));

      root.addEventListener('click', event => {
        const at = event.clientX - root.getBoundingClientRect().left;
        const distance = e => Math.abs(x(e.epoch) - at);
        pick(epochs.reduce((best, e, i) => (distance(e) < distance(epochs[best]) ? i : best), 0));
      });
      return [root];
    });
  }

  // Shares as bars, their expectation as a line. Heights are square roots: the bars at both ends are often a hundred
  // times the others, which would vanish beside them.
  function histogram(container, { shares, expected, names, marks, label }) {
    show(container, width => {
      const height = 200;
      const box = { left: 48, right: width - 6, top: 10, bottom: height - 24 };
      const top = Math.max(0.01, ...shares, ...(expected ?? []));
      const slot = (box.right - box.left) / shares.length;
      const gap = slot > 5 ? 1.5 : slot > 2.5 ? 0.5 : 0;
      const y = share => box.bottom - (box.bottom - box.top) * Math.sqrt(share / top);
      const root = svg('svg', { height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label });

      let last = Infinity;
      for (const share of [0, 0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1].filter(s => s <= top)) {
        if (last - y(share) < 20) continue;
        last = y(share);
        root.append(
          svg('line', { class: share === 0 ? 'axis' : 'rule', x1: box.left, x2: box.right, y1: last, y2: last }),
        );
        root.append(
          svg(
            'text',
            { x: box.left - 8, y: last + 4, 'text-anchor': 'end' },
            `${Number((100 * share).toPrecision(2))} %`,
          ),
        );
      }

      shares.forEach((share, i) => {
        const bar = svg('rect', {
          class: 'bar',
          x: box.left + i * slot + gap / 2,
          y: y(share),
          width: Math.max(0.5, slot - gap),
          height: box.bottom - y(share),
        });
        bar.append(
          svg('title', {}, `${names(i)}: ${percent(share)}${expected ? `, expected ${percent(expected[i])}` : ''}`),
        );
        root.append(bar);
      });
      if (expected) {
        const line = expected.map(
          (share, i) =>
            `${i === 0 ? 'M' : 'L'}${(box.left + i * slot).toFixed(1)} ${y(share).toFixed(1)}h${slot.toFixed(2)}`,
        );
        root.append(svg('path', { class: 'expected', d: line.join('') }));
      }
      for (const { at, text } of marks(box.right - box.left)) {
        const middle = box.left + at * slot;
        const anchor = middle < box.left + 14 ? 'start' : middle > box.right - 14 ? 'end' : 'middle';
        root.append(
          svg(
            'text',
            {
              x: anchor === 'start' ? box.left : anchor === 'end' ? box.right : middle,
              y: height - 6,
              'text-anchor': anchor,
            },
            text,
          ),
        );
      }
      return [root];
    });
  }

  return { schedule, histogram };
})();
