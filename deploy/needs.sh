# Sourced by test: installs what the tests need and is not there, as root on Debian; else says what to install.

# mesos_need COMMAND WHY PACKAGE...: COMMAND succeeds when it is there already.
mesos_need() {
    local present="$1" why="$2"
    shift 2
    if eval "$present" > /dev/null 2>&1; then
        return
    fi

    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "test: installing $*, $why…"
        # An installation that hangs is no reason to wait for ever.
        timeout 300 apt-get update -q < /dev/null > /dev/null 2>&1 || true
        DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -q -y --no-install-recommends "$@" < /dev/null > /dev/null 2>&1 \
            || echo "test: $* could not be installed; the tests that need it will fail" >&2
    else
        echo "test: install $*, $why; without it these tests fail" >&2
    fi
}

mesos_need_for_tests() {
    mesos_need "command -v cc || command -v clang" "which links the native launcher" gcc libc6-dev zlib1g-dev
    mesos_need "ls -d /usr/lib/postgresql/*/bin/initdb /usr/pgsql*/bin/initdb || command -v initdb" \
        "of which the tests start servers of their own" postgresql
    mesos_need "command -v ip" "which makes the network namespaces of the tests" iproute2
    mesos_need "command -v python3" "which runs an executor that is not ours" python3
    mesos_need "command -v dockerd && command -v runc" "which run the containers of the tests" docker.io runc
    mesos_need "command -v prometheus && command -v promtool" "which answers the queries of the dashboards" prometheus
    mesos_need "command -v zsh && command -v fish" "whose completion is tested" zsh fish
    mesos_need "command -v docker-compose" "which reads docker-compose.yml" docker-compose
    mesos_need "test -x /usr/bin/chromium" "which looks at the web UI" chromium
    mesos_need "command -v busybox" "of which the tests make images" busybox-static
}

# For the tests that run on a kernel of their own, which has cgroups of version 2 only.
mesos_need_for_long_tests() {
    [ "$(uname -m)" = x86_64 ] || return 0
    mesos_need "command -v qemu-system-x86_64" "which is the machine of that kernel" qemu-system-x86
    mesos_need "command -v cpio" "which packs what that kernel starts from" cpio
    mesos_need_guest_kernel "$MESOS_ROOT/artifacts/guest"
}

# mesos_need_guest_kernel FOLDER: Debian's, unpacked and not installed, for this machine is not to start from it.
mesos_need_guest_kernel() {
    local folder="$1" meta=linux-image-cloud-amd64 package
    [ ! -s "$folder/vmlinuz" ] || return 0
    echo "test: unpacking a kernel of $meta, on which the tests of cgroups run…"
    if [ "$(id -u)" = 0 ] && ! apt-cache show "$meta" > /dev/null 2>&1; then
        timeout 300 apt-get update -q < /dev/null > /dev/null 2>&1 || true
    fi
    package="$(apt-cache depends "$meta" 2> /dev/null | sed -n 's/^ *Depends: \(linux-image-.*\)$/\1/p' | head -1)"
    mkdir -p "$folder/unpacked"
    # Whoever reads the package is not always allowed to enter this folder; apt says so, and goes on.
    (cd "$folder/unpacked" && timeout 600 apt-get download -q "$package" < /dev/null > /dev/null 2>&1 \
        && dpkg-deb --extract ./*.deb . && mv boot/vmlinuz-* ../vmlinuz) \
        || echo "test: $meta could not be unpacked; put a kernel at $folder/vmlinuz, or the tests that need it will fail" >&2
    rm -rf "$folder/unpacked"
}
