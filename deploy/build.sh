# Sourced by mesos, run and test: builds what is needed, only when it is needed.
# Sets nothing but MESOS_ROOT, and for the processes that follow the variables that keep the SDK quiet and alone.

MESOS_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# No build server may outlive the build, and nobody is told that it happened.
export MSBUILDDISABLENODEREUSE=1
# What these scripts start lives for minutes on one machine: it starts a fifth sooner when code need not be mapped twice to be written.
export DOTNET_EnableWriteXorExecute="${DOTNET_EnableWriteXorExecute:-0}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

mesos_say() { printf 'mesos: %s\n' "$*" >&2; }

mesos_need_dotnet() {
    if ! command -v dotnet > /dev/null; then
        mesos_say "the .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0, and see that 'dotnet' is in PATH"
        exit 1
    fi
}

# mesos_is_current STAMP: nothing that goes into the product is newer than its last build. A directory is newer when a file in it came or went.
mesos_is_current() {
    [ -e "$1" ] || return 1
    [ -z "$(cd "$MESOS_ROOT" && find Silo Grains Grains.Interfaces AgentHost ExternalContainerizer Cli bench deploy \
        Directory.Build.props Directory.Packages.props global.json MesosOrleans.sln .editorconfig BannedSymbols.txt \
        \( -name obj -o -name bin -o -name secrets \) -prune -o -newer "$1" -print -quit)" ]
}

# mesos_build NAME WHAT...: dotnet build of a solution or project, unless its stamp says that it is done.
mesos_build() {
    local name="$1" stamp="$MESOS_ROOT/artifacts/.built-$1" log="$MESOS_ROOT/artifacts/build-$1.log"
    shift
    if mesos_is_current "$stamp"; then
        return
    fi

    mesos_need_dotnet
    mkdir -p "$MESOS_ROOT/artifacts"
    (
        # Two builds at once would write the same files. Where there is no flock, they are hoped not to come together.
        if command -v flock > /dev/null; then
            flock -n 9 || { mesos_say "another build is at work, waiting for it"; flock 9; }
        fi
        if mesos_is_current "$stamp"; then
            exit 0
        fi

        mesos_say "building (a minute or two the first time, packages are fetched then)…"
        # Files that change while it builds must be newer than the stamp.
        touch "$stamp.next"
        if ! dotnet build "$@" -c Release --disable-build-servers -p:UseSharedCompilation=false -v quiet > "$log" 2>&1; then
            grep -E 'error|warning' "$log" | sort -u | head -30 >&2 || tail -30 "$log" >&2
            mesos_say "the build failed; all of it is in $log"
            exit 1
        fi
        "$MESOS_ROOT/deploy/ahead/compile.sh" >> "$log" 2>&1 || mesos_say "no code ahead of time, programs start slower: $(tail -1 "$log")"
        mv "$stamp.next" "$stamp"
        mesos_say "built in $SECONDS s"
    ) 9> "$MESOS_ROOT/artifacts/.lock"
}

mesos_build_product() { mesos_build product "$MESOS_ROOT/deploy/product.slnf"; }

# mesos_cli ARGUMENTS...: the command line, already built. It replaces the shell, so call it in a subshell or in the background.
mesos_cli() { exec dotnet "$MESOS_ROOT/artifacts/bin/Cli/release/MesosOrleans.Cli.dll" "$@"; }
