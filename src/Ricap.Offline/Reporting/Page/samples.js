'use strict';

// What a sample is: its layers and their sources, and its picture, cut out of the sheet of its epoch.
const samples = (() => {
  const { data, make, text, colourOf, swatch, percent, number } = page;
  const { gallery, classes } = data;
  const PLACES = ['top left', 'top right', 'bottom left', 'bottom right'];

  // Patches have corners, other layers lie over one another.
  function placeOf(sample, layer, i) {
    if (sample.x !== null) return PLACES[i];
    if (i === 0) return 'below';
    return layer.opacity < 1 ? `over it at ${percent(layer.opacity)}` : 'over it';
  }

  // What is visible of a sample, the lowest first; with the name and colour of a class, or of what is filled.
  function patchesOf(epoch, place) {
    const sample = gallery.epochs[epoch][place];
    return sample.layers
      .map((layer, i) => {
        const source = layer.source === null ? null : gallery.sources[layer.source];
        return {
          ...layer,
          place: placeOf(sample, layer, i),
          area: layer.width * layer.height,
          source,
          name: source ? classes[source.class].name : `colour ${layer.fill}`,
          colour: source ? colourOf(sample.label.find(part => part.class === source.class) ?? source) : `#${layer.fill}`,
        };
      })
      .filter(patch => patch.area > 0);
  }

  const labelText = (label, most = label.length) =>
    label
      .slice(0, most)
      .map(part => `${classes[part.class].name} ${percent(part.share)}`)
      .join(', ') + (label.length > most ? ', …' : '');

  function mix(label) {
    return make(
      'span',
      { className: 'mix', 'aria-hidden': 'true' },
      ...label.map(part => make('i', { style: { '--c': colourOf(part), width: `${100 * part.share}%` } })),
    );
  }

  // Sheets stay text until somebody looks at their epoch.
  const sheets = [...document.querySelectorAll('script.sheet')];
  const images = [];
  function sheet(epoch) {
    images[epoch] ??= new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = reject;
      image.src = `data:${sheets[epoch].type.replace(';base64', '')};base64,${sheets[epoch].textContent}`;
    });
    return images[epoch];
  }

  const lossless = sheets[0].type.startsWith('image/webp');
  const exact =
    lossless &&
    gallery.thumbnails.width === data.width &&
    gallery.thumbnails.height === data.height;

  function thumbnail(epoch, place) {
    const { width, height, pitchX, pitchY, columns } = gallery.thumbnails;
    const canvas = make('canvas', { width, height, 'aria-hidden': 'true' });
    sheet(epoch).then(image =>
      canvas
        .getContext('2d')
        .drawImage(
          image,
          (place % columns) * pitchX,
          Math.floor(place / columns) * pitchY,
          width,
          height,
          0,
          0,
          width,
          height,
        ),
    );
    return canvas;
  }

  // A picture in its proportions within a square, patches in per cent on top of it.
  function frame(epoch, place, tag = 'span') {
    const longest = Math.max(data.width, data.height);
    const side = length => `max(6px, ${(100 * length) / longest}%)`;
    const patches = patchesOf(epoch, place).map((patch, i) => {
      const part = (length, whole) => `${(100 * length) / whole}%`;
      const element = make(tag, {
        className: patch.source ? 'patch' : 'patch filled',
        style: {
          '--c': patch.colour,
          left: part(patch.atX, data.width),
          top: part(patch.atY, data.height),
          width: part(patch.width, data.width),
          height: part(patch.height, data.height),
        },
      });
      element.dataset.patch = i;
      if (tag === 'button') {
        element.type = 'button';
        element.setAttribute(
          'aria-label',
          `Patch ${patch.place}: ${patch.name}, ${percent(patch.area / (data.width * data.height))}`,
        );
        element.setAttribute('aria-describedby', `patch-${i}`);
      }
      return element;
    });
    return make(
      'span',
      {
        className: 'frame',
        style: {
          width: side(data.width),
          height: side(data.height),
          '--proportions': `${data.width} / ${data.height}`,
        },
      },
      thumbnail(epoch, place),
      ...patches,
    );
  }

  const signed = (length, plus, minus) => (length === 0 ? '' : `${Math.abs(length)} ${length > 0 ? plus : minus}`);

  function patchInfo(patch) {
    const { source } = patch;
    const shift = [signed(patch.shiftX, 'right', 'left'), signed(patch.shiftY, 'down', 'up')]
      .filter(Boolean)
      .join(', ');
    const facts = [
      ['area', `${number.format(patch.area)} px · ${percent(patch.area / (data.width * data.height))}`],
      ['crop', `${patch.width} × ${patch.height} at ${patch.cropX}, ${patch.cropY}`],
      ['flip', patch.flip ? 'mirrored' : 'no'],
      ['shift', shift || 'none'],
    ].slice(0, source ? 4 : 1);
    if (source?.label) facts.push(['label', labelText(source.label, 5)]);
    return [
      make(
        'div',
        { className: 'who' },
        swatch(patch.colour),
        text(patch.name),
        make('span', { className: 'place' }, ` · ${patch.place}`),
      ),
      make('div', { className: 'path' }, source ? text(source.path) : ''),
      make(
        'dl',
        { className: 'facts' },
        ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
      ),
    ];
  }

  // The places of the samples whose label has a class; of all where the class is −1.
  const placesOf = (epoch, index) =>
    gallery.indices
      .map((_, place) => place)
      .filter(place => index < 0 || gallery.epochs[epoch][place].label.some(part => part.class === index));

  return { patchesOf, placesOf, labelText, mix, frame, patchInfo, lossless, exact };
})();
