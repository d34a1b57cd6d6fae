'use strict';

// What every part of the page works with: the data, and how elements, names and numbers are made.
const page = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { classes } = data;
  const $ = id => document.getElementById(id);
  const number = new Intl.NumberFormat('en');

  // No line ends before a %.
  function percent(share) {
    if (share === 0) return '0\u00a0%';
    if (share < 0.0005) return '<\u00a00.1\u00a0%';
    if (share > 0.9995 && share < 1) return '>\u00a099.9\u00a0%';
    return `${(100 * share).toFixed(share === 1 ? 0 : 1)}\u00a0%`;
  }

  // Where room is scarce. What is not all of it is never 100 %, what is there never 0 %.
  function wholePercent(share) {
    const whole = Math.round(100 * share);
    if (whole === 0 && share > 0) return '<1%';
    return whole === 100 && share < 1 ? '>99%' : `${whole}%`;
  }

  const beta = value => String(Number(value.toPrecision(3)));

  // Elements are made here and nowhere from text: names and paths come from elsewhere.
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === 'style') for (const [key, part] of Object.entries(value)) element.style.setProperty(key, part);
      else if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  const text = value => make('bdi', {}, value);
  // Of a part of a label. In a sample, a class whose colour another one has there gets a different one.
  const colourOf = part => part.colour ?? classes[part.class].colour;
  const swatch = colour => make('span', { className: 'swatch', style: { '--c': colour } });
  const plural = (count, one, many = `${one}s`) => `${number.format(count)} ${count === 1 ? one : many}`;
  const epochName = e => (e.beta === null ? `epoch ${e.epoch}` : `epoch ${e.epoch} · β ${beta(e.beta)}`);

  return { data, $, make, text, colourOf, swatch, plural, epochName, percent, wholePercent, beta, number };
})();
