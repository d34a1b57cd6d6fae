'use strict';

// One sample: its patches, each with its source, and the same sample in every epoch.
const detail = (() => {
  const { data, $, make, text, colourOf, swatch, epochName, percent, beta } = page;
  const { gallery, epochs, classes } = data;

  // The open sample, those that the arrows go through, and who is told of a choice.
  let open = -1;
  let places = [];
  let pick;

  function light(index) {
    for (const element of $('detail').querySelectorAll('#picture .patch, #patch-list li')) {
      element.classList.toggle('lit', element.dataset.patch === index);
    }
  }

  const focusPatch = () => $('picture').querySelector('.patch').focus();

  // Shows the sample at a place, of those with a class; closes if the place is −1.
  function show(epoch, place, index, link) {
    const dialog = $('detail');
    open = place;
    if (place < 0) {
      if (dialog.open) dialog.close();
      return;
    }
    const sample = gallery.epochs[epoch][place];
    const parted = sample.mix === 'ricap' ? ` · boundary at ${sample.x}, ${sample.y}` : '';
    const mix = data.mixes.length > 1 ? ` · ${sample.mix}` : '';
    $('detail-title').textContent = `Sample ${gallery.indices[place]}`;
    $('detail-subtitle').textContent = `${epochName(epochs[epoch])}${mix}${parted}`;
    $('picture').replaceChildren(samples.frame(epoch, place, 'button'));
    $('patch-list').replaceChildren(
      ...samples.patchesOf(epoch, place).map((patch, i) => {
        const item = make(
          'li',
          { id: `patch-${i}`, style: { '--c': patch.colour } },
          ...samples.patchInfo(patch),
        );
        item.dataset.patch = i;
        return item;
      }),
    );
    $('detail-label').replaceChildren(
      samples.mix(sample.label),
      make(
        'ul',
        { 'aria-label': 'Label' },
        ...sample.label
          .slice(0, 12)
          .map(part => make('li', {}, swatch(colourOf(part)), text(classes[part.class].name), ` ${percent(part.share)}`)),
      ),
    );
    places = samples.placesOf(epoch, index);
    const at = places.indexOf(place);
    $('sample-back').disabled = at <= 0;
    $('sample-on').disabled = at < 0 || at === places.length - 1;
    $('permalink').href = link;
    const opens = !dialog.open;
    if (opens) dialog.showModal();
    showRamp(epoch, place); // looks at where it is shown
    // What had the focus may be gone by now, or be a button that leads no further.
    const { activeElement } = document;
    if (opens || activeElement.disabled || !dialog.contains(activeElement)) focusPatch();
  }

  // The ramp of β made visible.
  function showRamp(epoch, place) {
    $('ramp').hidden = epochs.length < 2;
    if (epochs.length < 2) return;
    $('ramp-title').textContent = `Sample ${gallery.indices[place]} in ${epochs.length} epochs`;
    const strip = $('strip');
    const scroll = strip.scrollLeft;
    const focused = [...strip.children].indexOf(document.activeElement);
    strip.replaceChildren(
      ...epochs.map((e, i) => {
        const button = make(
          'button',
          { type: 'button', 'aria-label': epochName(e) },
          make('span', { className: 'box' }, samples.frame(i, place)),
          make(
            'span',
            { className: 'caption' },
            make('span', { className: 'number' }, `epoch ${e.epoch}`),
            make('br'),
            e.beta === null ? '' : `β ${beta(e.beta)}`,
          ),
          samples.mix(gallery.epochs[i][place].label),
        );
        if (i === epoch) button.setAttribute('aria-current', 'true');
        button.addEventListener('click', () => pick({ epoch: i }));
        return button;
      }),
    );
    strip.scrollLeft = scroll;
    const current = strip.children[epoch];
    if (focused >= 0) current.focus({ preventScroll: true });
    if (
      current.offsetLeft + current.offsetWidth > strip.scrollLeft + strip.clientWidth + strip.offsetLeft ||
      current.offsetLeft - strip.offsetLeft < strip.scrollLeft
    ) {
      strip.scrollLeft = current.offsetLeft - strip.offsetLeft - strip.clientWidth / 3;
    }
  }

  function neighbour(step) {
    const to = places[places.indexOf(open) + step];
    if (to !== undefined && open >= 0) pick({ open: to });
  }

  // The gaps between its parts are the dialog's like all that is beside it, so the place decides.
  function isBeside({ target, clientX: x, clientY: y }) {
    const { left, right, top, bottom } = $('detail').getBoundingClientRect();
    return target === $('detail') && (x < left || x > right || y < top || y > bottom);
  }

  // Calls back with { epoch } or { open } as they are chosen.
  function listen(picked) {
    pick = picked;
    const dialog = $('detail');
    dialog.addEventListener('close', () => {
      if (open >= 0) pick({ open: -1 });
      grid.focus();
    });
    let pressed = false;
    dialog.addEventListener('pointerdown', event => {
      pressed = isBeside(event);
    });
    dialog.addEventListener('click', event => pressed && isBeside(event) && dialog.close());
    dialog.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        neighbour(step);
      }
    });
    for (const [enter, leave] of [
      ['mouseover', 'mouseout'],
      ['focusin', 'focusout'],
    ]) {
      dialog.addEventListener(enter, event =>
        light(event.target.closest('#picture .patch, #patch-list li')?.dataset.patch),
      );
      dialog.addEventListener(leave, () => light(undefined));
    }
    $('close').addEventListener('click', () => dialog.close());
    $('sample-back').addEventListener('click', () => neighbour(-1));
    $('sample-on').addEventListener('click', () => neighbour(1));
  }

  return { show, listen };
})();
