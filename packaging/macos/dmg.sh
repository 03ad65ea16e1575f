#!/bin/sh
# Makes dist/shelfwise-VERSION.dmg from dist/Shelfwise.app, which `pyinstaller packaging/shelfwise.spec`
# leaves there on macOS. Signed with the identity in CODESIGN_IDENTITY, else for this machine only
# (then people open it the first time with a right click). Not tried where it was written.
set -eu
cd "$(dirname "$0")/../.."
version=$("${PYTHON:-python3}" -c 'import app; print(app.__version__)')
codesign --force --deep --options runtime --sign "${CODESIGN_IDENTITY:--}" dist/Shelfwise.app
codesign --verify --deep --strict dist/Shelfwise.app
stage=build/dmg
rm -rf "$stage"
mkdir -p "$stage"
cp -R dist/Shelfwise.app "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -volname Shelfwise -srcfolder "$stage" -ov -format UDZO "dist/shelfwise-$version.dmg"
