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
}
