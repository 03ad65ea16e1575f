#!/bin/sh
# Tries dist/shelfwise_*.deb in a bare Debian 12, without Python and without Tk: install, classify,
# drop a file onto the window, shelve, remove. Needs root, debootstrap, a Debian mirror, and for the
# window Xvfb and what `.ci/setup test` installs. Prints its steps; 0 when all of them did.
#
#     packaging/test_deb.sh [ROOT-OF-A-BARE-SYSTEM]     one that is there is used and kept
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
deb=$(ls -t dist/shelfwise_*.deb | head -1)
root=${1:-build/bare-debian}
scratch=/tmp/shelfwise-test-deb # the same path inside and outside
step() { echo "== $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }

step "what Debian's and the desktop's own checks say, where they are installed"
rm -rf build/deb-content
dpkg-deb -x "$deb" build/deb-content
checked() { if command -v "$1" >/dev/null; then "$@" || fail "$1"; fi; }
checked lintian --allow-root --fail-on error,warning "$deb"
checked appstreamcli validate --no-net build/deb-content/usr/share/metainfo/*.xml
checked desktop-file-validate build/deb-content/usr/share/applications/*.desktop

if [ ! -x "$root/usr/bin/apt-get" ]; then
    step "a bare Debian 12 in $root"
    debootstrap --variant=minbase bookworm "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
fi
root=$(cd "$root" && pwd)
inside sh -c 'command -v python3 || command -v wish' && fail "this system has Python or Tk"

# Without /proc LiteRT cannot see what the processor can do, and takes minutes.
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
trap 'rm -f "$scratch"; umount "$root/proc"' EXIT

step "install $deb"
cp "$deb" "$root/tmp/shelfwise.deb"
cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
inside apt-get update -qq
inside apt-get install -qq -y --no-install-recommends /tmp/shelfwise.deb >/dev/null
inside dpkg -L shelfwise > build/deb-files.txt
inside sh -c 'command -v python3 || command -v wish' && fail "the package brought Python or Tk"
inside shelfwise --version

step "classify as the source does"
rm -rf "$root$scratch" "$scratch"
mkdir -p "$root$scratch"
ln -s "$root$scratch" "$scratch"
cp assets/samples/t-shirt.jpg "$scratch/photo.jpg"
without_time='s/, "seconds": [0-9.]*//'
inside shelfwise classify "$scratch/photo.jpg" --json - --quiet | sed "$without_time" > build/deb.json
"$python" -m app classify "$scratch/photo.jpg" --json - --quiet | sed "$without_time" > build/source.json
cat build/deb.json
cmp build/deb.json build/source.json || fail "the answers differ"

step "no display: one sentence, exit code 2"
code=0
inside shelfwise 2>build/no-display.txt || code=$?
cat build/no-display.txt
[ "$code" = 2 ] && [ "$(wc -l < build/no-display.txt)" = 1 ] || fail "exit code $code"

step "drag a photo onto the window"
SHELFWISE_PROGRAM=/usr/bin/shelfwise "$python" -m tests.packaging.drag_into "$root" "$scratch"

step "shelve"
inside shelfwise classify "$scratch/photo.jpg" --csv "$scratch/results.csv" --quiet
inside shelfwise shelve "$scratch/results.csv" --into "$scratch/shelves"
[ -n "$(find "$root$scratch/shelves" -name photo.jpg)" ] || fail "nothing was shelved"

step "remove"
inside apt-get purge -qq -y shelfwise >/dev/null
while read -r file; do
    case $file in */shelfwise*) [ ! -e "$root$file" ] || fail "$file was left behind" ;; esac
done < build/deb-files.txt
[ -z "$(find "$root/usr" -name '*shelfwise*')" ] || fail "files were left behind"
echo "All steps did."
