#!/bin/sh
# A containerizer of a shell's own words: a container is a process that does as the command says. Frames are read with od and head, by length and not to the end of the input.
# containerizer.sh FOLDER COMMAND
set -eu
state=$1
command=$2

frame() {
    length=$(head -c 4 | od -An -tu4 | tr -d ' ')
    head -c "$length" > "$state/$$.message"
}

# A container's ID is the first thing in each message: field 1, its length, field 1 of it, the ID's length, the ID.
container() {
    size=$(od -An -j3 -N1 -tu1 "$state/$$.message" | tr -d ' ')
    head -c $((size + 4)) "$state/$$.message" | tail -c "$size"
}

case $command in
    recover) ;;
    containers) printf '\000\000\000\000' ;;
    launch)
        frame
        sleep 1000 < /dev/null > /dev/null 2>&1 &
        echo $! > "$state/$(container).pid"
        ;;
    wait)
        frame
        # One that has ended has no program any more, whether or not somebody has waited for it.
        while readlink "/proc/$(cat "$state/$(container).pid")/exe" > /dev/null 2>&1; do sleep 0.02; done
        # killed = false, message = "", status = 9
        printf '\006\000\000\000\010\000\022\000\030\011'
        ;;
    usage)
        frame
        # timestamp = 1.0
        printf '\011\000\000\000\011\000\000\000\000\000\000\360\077'
        ;;
    update) frame ;;
    destroy)
        frame
        kill -9 "$(cat "$state/$(container).pid")"
        ;;
esac
rm -f "$state/$$.message"
