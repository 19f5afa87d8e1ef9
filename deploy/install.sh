#!/usr/bin/env bash
# install.sh silo|agent|cli [--root=DIR]: installs this release on a machine with systemd: the programs under /opt/mesos-orleans, 'mesos' in the
# PATH, the unit of silo or agent, and /etc/mesos-orleans/silo or agent to write its flags in, which an update leaves as it is. Nothing is
# started. --root: below DIR instead, for images and packages.
set -euo pipefail

usage() { sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }

what="" root=""
for argument in "$@"; do
    case "$argument" in
        silo|agent|cli) [ -z "$what" ] || usage; what="$argument" ;;
        --root=*) root="${argument#--root=}" ;;
        *) usage ;;
    esac
done
[ -n "$what" ] || usage

release="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
if [ ! -f "$release/VERSION" ]; then
    echo "install: this is no release; make one with deploy/release.sh, and call its install.sh" >&2
    exit 1
fi
if [ -z "$root" ]; then
    [ "$(id -u)" = 0 ] || { echo "install: run this as root, or give --root=DIR" >&2; exit 1; }
    command -v dotnet > /dev/null && dotnet --list-runtimes | grep -q '^Microsoft.AspNetCore.App 10\.' \
        || { echo "install: the ASP.NET Core runtime 10 is missing: install aspnetcore-runtime-10.0 (https://dotnet.microsoft.com/download/dotnet/10.0)" >&2; exit 1; }
fi

# The new programs are whole before they take the place of the old ones.
opt="$root/opt/mesos-orleans"
mkdir -p "$root/opt" "$root/usr/local/bin"
rm -rf "$opt.next"
cp -r "$release" "$opt.next"
rm -rf "$opt.old"
[ ! -e "$opt" ] || mv "$opt" "$opt.old"
mv "$opt.next" "$opt"
rm -rf "$opt.old"
ln -sfn /opt/mesos-orleans/bin/mesos "$root/usr/local/bin/mesos"

if [ "$what" != cli ]; then
    mkdir -p "$root/etc/mesos-orleans" "$root/etc/systemd/system"
    cp "$release/systemd/mesos-$what.service" "$root/etc/systemd/system/"
    flags="$root/etc/mesos-orleans/$what"
    if [ ! -e "$flags" ]; then
        cp "$release/systemd/$what.env" "$flags"
        # It may hold a password.
        chmod 600 "$flags"
    fi
    if [ -z "$root" ]; then
        [ "$what" = agent ] || id -u mesos > /dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin mesos
        systemctl daemon-reload
    fi
fi

head -2 "$opt/VERSION"
[ "$what" = cli ] || echo "Now write its flags into /etc/mesos-orleans/$what; then: mesos doctor; systemctl enable --now mesos-$what"
