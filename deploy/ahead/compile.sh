#!/usr/bin/env bash
# Compiles what the programs start with ahead of time, in artifacts/bin itself: they start a fifth sooner, and a silo that takes over from a
# lost one is not slowed down by code that it has never run. Called after each build by deploy/build.sh and test. A plain dotnet build puts the portable
# assemblies back, which do the same.
# Assemblies are told apart by their time stamps, which copies keep: ahead/il/ has what was compiled, ahead/ what came out.
set -euo pipefail
shopt -s nullglob

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=artifacts/bin ahead=artifacts/ahead
programs=("$bin"/{Silo,AgentHost,Cli}/release/)

same() { [ -e "$2" ] && ! [ "$1" -nt "$2" ] && ! [ "$1" -ot "$2" ]; }

# property NAME: of what Ahead.proj said.
property() { sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" <<< "$said"; }

fresh=() failed=false
for assembly in "$bin"/{Silo,AgentHost,Cli}/release/{MesosOrleans.,Orleans.,Npgsql,Spectre.,OpenTelemetry,Polly,SQLitePCLRaw.,Microsoft.Data.,System.IO.}*.dll; do
    name="${assembly##*/}"
    if ! same "$assembly" "$ahead/$name" && ! same "$assembly" "$ahead/il/$name"; then
        mkdir -p "$ahead/il"
        rm -f "$ahead/$name"
        cp -p "$assembly" "$ahead/il/$name"
    fi
    [ -e "$ahead/$name" ] || fresh+=("$name")
done

if [ "${#fresh[@]}" -gt 0 ]; then
    said="$(dotnet msbuild deploy/ahead/Ahead.proj -restore -nologo -t:SayWhere -getProperty:AheadCompiler -getProperty:AheadFrameworks)" \
        || { echo "the compiler for code ahead of time could not be fetched: $said"; exit 1; }
    compiler="$(property AheadCompiler)"
    # Its package does not make it executable for all.
    [ -x "$compiler" ] || chmod u+x "$compiler"
    references=()
    for directory in $(property AheadFrameworks) "${programs[@]}"; do
        references+=(-r "$directory/*.dll")
    done
    # What is interrupted or fails leaves nothing that looks whole: that assembly stays as it is.
    mkdir -p "$ahead/next"
    printf '%s\n' "${fresh[@]}" | sort -u | xargs -P "$(nproc)" -I '{}' sh -c '
        compiler="$1" ahead="$2"; shift 2
        "$compiler" "$ahead/il/{}" -o "$ahead/next/{}" "$@" -O && mv "$ahead/next/{}" "$ahead/{}"' \
        compile "$compiler" "$ahead" "${references[@]}" || failed=true
fi

for directory in "$bin"/*/release/; do
    ready=()
    for assembly in "$directory"*.dll; do
        name="${assembly##*/}"
        if same "$assembly" "$ahead/il/$name" && [ -e "$ahead/$name" ]; then
            ready+=("$ahead/$name")
        fi
    done
    # Unlinked first: a program that runs keeps what it has mapped.
    [ "${#ready[@]}" -eq 0 ] || cp -p --remove-destination "${ready[@]}" "$directory"
done

if $failed; then
    echo "not all assemblies could be compiled"
    exit 1
fi
