#!/bin/sh
# Makes everything that a release has for this system, in dist, with checksums in dist/SHA256SUMS:
# wheel, sdist, bundle, .deb, portable archive, and what the wheel leaves out: the newest model's
# SavedModel and the base weights. Two wheels of one commit are the same.
set -eu
cd "$(dirname "$0")/.."
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
rm -f dist/*.whl dist/*.tar.gz dist/*.deb dist/SHA256SUMS
packaging/bundle.sh
build/bundle-environment/bin/python -m hatchling build -d dist
if command -v dpkg-deb >/dev/null; then packaging/deb.sh; fi

packed() { # packed ARCHIVE FOLDER NAME...
    archive=$1 folder=$2
    shift 2
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
        -C "$folder" -c "$@" | gzip -9n > "dist/$archive"
}
collection=models/product_classifier
newest=$(cd "$collection" && printf '%s\n' [0-9]* | sort -n | tail -1)
packed "shelfwise-model-$newest-savedmodel.tar.gz" "$collection/$newest" \
    saved_model.pb fingerprint.pb variables
packed shelfwise-base-weights.tar.gz models inception_v3_base
cd dist
sha256sum -- *.whl *.tar.gz *.deb > SHA256SUMS
cat SHA256SUMS
