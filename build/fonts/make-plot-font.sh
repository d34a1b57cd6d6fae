#!/bin/sh
# Cuts the font that plots are lettered with out of Inter: src/Ricap.Train.Cli/Pictures/PlotFont.otf.
#
# Servers often have no font at all, and the Skia build used here looks for none, so the trainer brings its own: the
# characters of build/fonts/make-atlas.py. Run it again only to change these. Debian 12 has what it needs:
#
#     apt-get install libharfbuzz-bin fonts-inter
#     build/fonts/make-plot-font.sh
#
# Inter is under the SIL Open Font License 1.1 (OFL.txt, next to this script), which covers the cut font too.
set -eu

characters="U+0020-007E,U+00A0-017F,U+0391-03A1,U+03A3-03CE,U+0400-045F"
signs="U+2013,U+2014,U+2018-201E,U+2022,U+2026,U+2190-2192,U+2212,U+2264,U+2265,U+2248,U+2260,U+221E,U+20AC,U+2122"
hb-subset --no-hinting --layout-features= --unicodes="$characters,$signs" \
    --output-file="$(dirname "$0")/../../src/Ricap.Train.Cli/Pictures/PlotFont.otf" \
    /usr/share/fonts/opentype/inter/Inter-Regular.otf
