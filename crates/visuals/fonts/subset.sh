#!/bin/sh
# Cuts the two embedded faces out of the full Inter release.
#
#   fonts/subset.sh SOURCE_FOLDER
#
# SOURCE_FOLDER holds Inter-Regular.otf and Inter-SemiBold.otf. Needs fonttools
# (Debian: python3-fonttools; another interpreter is named by PYTHON). The result
# depends on the release of Inter and of fonttools: see README.md.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: $0 SOURCE_FOLDER" >&2
    exit 2
fi
source_folder=$1
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}

# Latin with Latin-1 and Extended-A, a few of Extended-B and of the additional
# block, modifiers, combining marks, Greek, Cyrillic, general punctuation,
# super- and subscripts, currency, letterlike, number forms, arrows, operators,
# technical, shapes. What a face lacks is passed over.
unicodes="U+0020-007E,U+00A0-017F,U+0192,U+01E6-01E7,U+0218-021B,U+0259,U+02B0-02FF"
unicodes="$unicodes,U+0300-0331,U+0370-03FF,U+0400-045F,U+0490-0491,U+1E80-1E85,U+1E9E,U+1EF2-1EF3"
unicodes="$unicodes,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2150-215F"
unicodes="$unicodes,U+2190-2199,U+21D0-21D4,U+2200-22FF,U+2308-230B,U+25A0-25FF,U+2713,U+FFFD"

features="kern,mark,mkmk,ccmp,locl,liga,calt,case,tnum,pnum,lnum,sups,subs,sinf,numr,dnom,frac,ordn,zero"
features="$features,ss01,ss02,ss03,ss04"

for face in Regular SemiBold; do
    # Hinting is dropped: glyphs are rasterised without it. Subroutines are kept:
    # they cost nothing once a glyph lies in the atlas.
    # Names keep the copyright and the licence.
    "$python" -m fontTools.subset "$source_folder/Inter-$face.otf" \
        --output-file="$here/Inter-$face.otf" \
        --unicodes="$unicodes" \
        --layout-features="$features" \
        --no-hinting \
        --notdef-outline \
        --name-IDs='0,1,2,3,4,5,6,7,8,9,11,12,13,14' \
        --no-recalc-timestamp
done
