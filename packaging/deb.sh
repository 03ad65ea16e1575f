#!/bin/sh
# Makes dist/shelfwise_VERSION_ARCHITECTURE.deb and dist/shelfwise-VERSION-linux-MACHINE.tar.gz from
# the bundle in dist/shelfwise. Needs dpkg-deb and Python 3.11 or newer.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
version=$("$python" -c 'import app; print(app.__version__)')
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
date=$(date -u -d "@$epoch" +%Y-%m-%d)
architecture=$(dpkg --print-architecture)
bundle=dist/shelfwise
[ -x "$bundle/shelfwise" ] || { echo "There is no bundle in $bundle; type: make bundle" >&2; exit 2; }

# The oldest C library that every file of the bundle runs on.
glibc=$(find "$bundle" -type f \( -name '*.so*' -o -name shelfwise \) -exec readelf -V {} + 2>/dev/null |
    grep -o 'GLIBC_2\.[0-9]*' | sort -Vu | tail -1 | cut -d_ -f2)

root=build/deb
rm -rf "$root"
filled() { sed "s/@VERSION@/$version/g; s/@DATE@/$date/g" "$1"; }
put() { install -D -m 644 /dev/stdin "$root/$1"; }

mkdir -p "$root/usr/lib" "$root/usr/bin"
cp -a "$bundle" "$root/usr/lib/shelfwise"
ln -s ../lib/shelfwise/shelfwise "$root/usr/bin/shelfwise"
"$python" -c 'from app.desktop_entry import entry; print(entry(["shelfwise"]), end="")' |
    put usr/share/applications/shelfwise.desktop
filled packaging/debian/shelfwise.metainfo.xml |
    put usr/share/metainfo/io.github.shelfwise.Shelfwise.metainfo.xml
filled packaging/debian/shelfwise.1 | gzip -9n | put usr/share/man/man1/shelfwise.1.gz
for file in assets/shelfwise-*.png; do
    size=${file#assets/shelfwise-}
    size=${size%.png}
    case $size in 16|24|32|48|64|96|128|192|256|512)
        install -D -m 644 "$file" "$root/usr/share/icons/hicolor/${size}x$size/apps/shelfwise.png" ;;
    esac
done
{
    echo "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
    echo "Upstream-Name: shelfwise"
    echo
    echo "Files: *"
    echo "Copyright: the Shelfwise developers"
    echo "License: MIT"
    sed 's/^$/./; s/^/ /' LICENSE
    echo
    echo "Comment: usr/lib/shelfwise/_internal holds other software, too; its licences are in"
    echo " /usr/lib/shelfwise/_internal/THIRD-PARTY-NOTICES.txt."
} | put usr/share/doc/shelfwise/copyright
gzip -9nc CHANGELOG.md | put usr/share/doc/shelfwise/NEWS.gz
{
    echo "shelfwise ($version) unstable; urgency=medium"
    echo
    echo "  * What changed for people is in NEWS.gz."
    echo
    echo " -- The Shelfwise developers <shelfwise@localhost>  $(LC_ALL=C date -uRd "@$epoch")"
} | gzip -9n | put usr/share/doc/shelfwise/changelog.gz

# What a bundle is: libraries of its own, as their makers built them; and nobody gets mail here.
for tag in embedded-library shared-library-lacks-prerequisites library-not-linked-against-libc \
    unstripped-binary-or-object hardening-no-pie duplicate-font-file bogus-mail-host \
    bogus-mail-host-in-debian-changelog; do
    echo "shelfwise: $tag"
done | put usr/share/lintian/overrides/shelfwise

find "$root" -exec touch -h -d "@$epoch" {} +
chmod -R u+w,go-w,go+rX "$root"
find "$root" -name '*.so*' -type f -exec chmod a-x {} +
mkdir -p "$root/DEBIAN"
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
cat > "$root/DEBIAN/control" <<END
Package: shelfwise
Version: $version
Architecture: $architecture
Maintainer: The Shelfwise developers <shelfwise@localhost>
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Depends: libc6 (>= $glibc), libxcb1, fontconfig, fonts-dejavu-core | fonts-liberation | fonts-noto-core
Recommends: xclip, xdg-utils
Section: graphics
Priority: optional
Description: put product photos on the right shelf
 A window that says how likely the product on a photo or a screenshot is
 stationery, an accessory or fashion, how sure that is, and what in the picture
 says so; one picture or ten thousand, by mouse, keyboard or command line.
 Everything is computed on this machine.
END
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zxz --build "$root" \
    "dist/shelfwise_${version}_$architecture.deb"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -C dist -c shelfwise |
    gzip -9n > "dist/shelfwise-$version-linux-$(uname -m).tar.gz"
ls -l dist/*.deb dist/*.tar.gz
