#!/bin/sh
# Makes dist/shelfwise, the program without Python, in an environment of its own: what `make run` has
# and PyInstaller, all of the versions and hashes in bundle.lock. It runs on systems whose C
# library is no older than this one's.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
environment=build/bundle-environment
[ -x "$environment/bin/python" ] || "$python" -m venv "$environment"
"$environment/bin/python" -m pip install --quiet --require-hashes -r packaging/bundle.lock
"$environment/bin/python" packaging/dependencies.py notices build/THIRD-PARTY-NOTICES.txt
rm -rf build/wheel # what a training environment is made from
WITHOUT_CONTENT=1 "$environment/bin/python" -m hatchling build -t wheel -d build/wheel
"$environment/bin/pyinstaller" --noconfirm --log-level WARN \
    --distpath dist --workpath build packaging/shelfwise.spec
"$python" packaging/build_paths.py dist/shelfwise
find dist/shelfwise -name .DS_Store -delete # some wheels were made on a Mac
du -sm dist/shelfwise
