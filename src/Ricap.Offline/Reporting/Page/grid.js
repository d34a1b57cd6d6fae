'use strict';

// The samples of an epoch, side by side, and what is under the pointer.
const grid = (() => {
  const { data, $, make, text, plural, wholePercent } = page;
  const { gallery, classes } = data;

  // What is shown: places in `epochs`, and the one where the Tab key enters the grid.
  let epoch = 0;
  let stop = 0;

  function cell(epoch, place) {
    const sample = gallery.epochs[epoch][place];
    const button = make(
      'button',
      {
        type: 'button',
        className: 'cell',
        tabIndex: -1,
        'aria-label': `Sample ${gallery.indices[place]}: ${samples.labelText(sample.label, 4)}; ${plural(samples.patchesOf(epoch, place).length, 'patch', 'patches')}`,
      },
      make('span', { className: 'box' }, samples.frame(epoch, place)),
      make(
        'span',
        { className: 'caption' },
        make('span', { className: 'number' }, `#${gallery.indices[place]}`),
        samples.mix(sample.label),
      ),
      make(
        'span',
        { className: 'names' },
        ...sample.label
          .slice(0, 4)
          .flatMap((part, i) => [
            i > 0 ? ' · ' : '',
            text(classes[part.class].name),
            ` ${wholePercent(part.share)}`,
          ]),
      ),
    );
    button.dataset.place = place;
    return make('li', {}, button);
  }

  // The samples of an epoch, of a class if it is not −1.
  function show(of, index) {
    epoch = of;
    const places = samples.placesOf(epoch, index);
    $('grid').replaceChildren(...places.map(place => cell(epoch, place)));
    enterAt(stop);
    const shown = `${places.length === 0 ? 'None' : places.length} of ${gallery.indices.length} pictures`;
    $('count').textContent =
      index < 0 ? '' : `${shown} of this epoch ${places.length > 1 ? 'show' : 'shows'} this class.`;
    hideTip();
  }

  // One stop for the Tab key; arrows go on from there. The first, where the class leaves out what was asked for.
  function enterAt(place) {
    const cells = [...$('grid').querySelectorAll('.cell')];
    const chosen = cells.find(button => Number(button.dataset.place) === place) ?? cells[0];
    for (const button of cells) button.tabIndex = button === chosen ? 0 : -1;
    if (chosen) stop = Number(chosen.dataset.place);
    return chosen;
  }

  const focus = (place = stop) => enterAt(place)?.focus();

  function onKey(event) {
    const cells = [...$('grid').querySelectorAll('.cell')];
    const at = cells.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const firstTop = cells[0].offsetTop;
    const columns =
      cells.findIndex(c => c.offsetTop > firstTop) < 0 ? cells.length : cells.findIndex(c => c.offsetTop > firstTop);
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: cells.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (cells[to]) focus(Number(cells[to].dataset.place));
  }

  function showTip(target) {
    const place = Number(target.closest('.cell').dataset.place);
    const patch = samples.patchesOf(epoch, place)[Number(target.dataset.patch)];
    const tip = $('tip');
    tip.replaceChildren(...samples.patchInfo(patch));
    tip.hidden = false;
    // Below the picture, not on it.
    const at = target.closest('.frame').getBoundingClientRect();
    const left = Math.min(Math.max(10, target.getBoundingClientRect().left), innerWidth - tip.offsetWidth - 10);
    const below = at.bottom + 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${below + tip.offsetHeight < innerHeight ? below : Math.max(10, at.top - tip.offsetHeight - 8)}px`;
  }

  const hideTip = () => {
    $('tip').hidden = true;
  };

  // Calls back with the place of a sample that is to be opened.
  function listen(open) {
    const list = $('grid');
    list.addEventListener('keydown', onKey);
    list.addEventListener(
      'focusin',
      event => event.target.matches('.cell') && enterAt(Number(event.target.dataset.place)),
    );
    list.addEventListener('click', event => {
      const button = event.target.closest('.cell');
      if (button) open(Number(button.dataset.place));
    });
    list.addEventListener('mouseover', event => (event.target.matches('.patch') ? showTip(event.target) : hideTip()));
    list.addEventListener('mouseleave', hideTip);
    addEventListener('scroll', hideTip, { passive: true });
  }

  return { show, enterAt, focus, listen };
})();
