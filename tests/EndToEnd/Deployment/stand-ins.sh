#!/usr/bin/env bash
# stand-ins.sh FOLDER BUILT: makes FOLDER/root a root filesystem out of programs of this machine that stands in for every image that docker-compose.yml
# builds on, so that it can be tested where none can be pulled: PostgreSQL, Prometheus, .NET's runtime, and for .NET's SDK a 'dotnet' whose
# publish copies what was BUILT already (artifacts/bin).
set -euo pipefail

root="$1/root" built="$2"
postgres="$(ls -d /usr/lib/postgresql/*/bin | tail -1)"
dotnet="$(dirname "$(readlink -f "$(type -P dotnet)")")"
mkdir -p "$root"/{bin,sbin,lib,lib64,usr/bin,usr/local/bin,etc,proc,sys,dev,tmp,run,var/run,var/lib,root,opt,prometheus,docker-entrypoint-initdb.d}
chmod 1777 "$root/tmp" "$root/run" "$root/prometheus"

# add FILE...: the files and the libraries that they load, at their own places; what a link leads to as a file.
add() {
    local file
    for file in "$@"; do
        [ ! -e "$root$file" ] || continue
        mkdir -p "$root$(dirname "$file")"
        cp -L "$file" "$root$file"
        ldd "$file" 2> /dev/null | grep -o '/[^ ]*' | while read -r library; do
            [ -e "$root$library" ] || { mkdir -p "$root$(dirname "$library")"; cp -L "$library" "$root$library"; }
        done || true
    done
}

for program in bash sh cat chmod chown cp cut date dirname env find grep head id ln ls mkdir mv od printf readlink rm sed seq sleep sort tail tar tr true uname wc setpriv hostname; do
    add "$(type -P "$program")"
done
cp -a "$root$(type -P sh)" "$root/bin/sh"; cp -a "$root$(type -P bash)" "$root/bin/bash"
[ -e "$root/usr/bin/env" ] || cp "$root$(type -P env)" "$root/usr/bin/env"

add /usr/bin/prometheus
# The image of Prometheus has that of busybox.
cp "$(type -P busybox)" "$root/usr/bin/wget"
add "$postgres"/{postgres,initdb,pg_ctl,psql,pg_isready,createdb}
add "$(dirname "$postgres")"/lib/*.so
cp -r "$(dirname "$postgres")/lib" "$root$(dirname "$postgres")/"
mkdir -p "$root/usr/share/postgresql"
cp -rL "/usr/share/postgresql/$(basename "$(dirname "$postgres")")" "$root/usr/share/postgresql/"
cp -r /usr/share/zoneinfo "$root/usr/share/" 2> /dev/null || true
for library in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2 libssl.so.3 libcrypto.so.3 libgssapi_krb5.so.2 libstdc++.so.6 libz.so.1; do
    path="$(ldconfig -p | sed -n "s:.*$library .*=> ::p" | head -1)"
    [ -z "$path" ] || add "$path"
done

# The runtime alone stands where .NET's images have it.
add "$dotnet/dotnet" "$(ls "$dotnet"/shared/Microsoft.NETCore.App/*/libcoreclr.so | tail -1)"
mkdir -p "$root/usr/share/dotnet"
cp -r "$dotnet"/{host,shared} "$root/usr/share/dotnet/"

cat > "$root/etc/passwd" << 'END'
root:x:0:0:root:/root:/bin/bash
postgres:x:70:70::/var/lib/postgresql:/bin/sh
app:x:1654:1654::/home/app:/bin/sh
nobody:x:65534:65534::/nonexistent:/bin/sh
END
printf 'root:x:0:\npostgres:x:70:\napp:x:1654:\nnogroup:x:65534:\n' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"

# What the entry point of the image of PostgreSQL does with these variables.
cat > "$root/usr/local/bin/postgres-entrypoint" << END
#!/bin/bash
set -e
export PATH=$postgres:\$PATH PGDATA=/var/lib/postgresql/data/pgdata
mkdir -p "\$PGDATA" && chown -R 70:70 /var/lib/postgresql && chmod 700 "\$PGDATA"
as="setpriv --reuid=70 --regid=70 --clear-groups"
if [ ! -s "\$PGDATA/PG_VERSION" ]; then
    \$as initdb --username="\$POSTGRES_USER" --pwfile="\$POSTGRES_PASSWORD_FILE" --auth-host=scram-sha-256 --auth-local=trust --encoding=UTF8 --locale=C
    echo "host all all all scram-sha-256" >> "\$PGDATA/pg_hba.conf"
    \$as pg_ctl -D "\$PGDATA" -w -o "-c listen_addresses='' -c unix_socket_directories=/tmp" start
    \$as createdb --host=/tmp --username="\$POSTGRES_USER" "\$POSTGRES_DB"
    \$as pg_ctl -D "\$PGDATA" -m fast -w stop
fi
exec \$as postgres -c listen_addresses='*' -c unix_socket_directories=/tmp
END
cat > "$root/usr/local/bin/dotnet" << 'END'
#!/bin/bash
# dotnet publish PROJECT/PROJECT.csproj … -o FOLDER: as it was built before.
if [ "${1:-}" = publish ]; then
    project="$(dirname "$2")"
    while [ "$1" != -o ]; do shift; done
    mkdir -p "$2"
    case "$project" in
        ExternalContainerizer) cp -r /built/ExternalContainerizer/release/native/. "$2" ;;
        *) cp -r "/built/$project/release/." "$2" ;;
    esac
    exit 0
fi
exec /usr/share/dotnet/dotnet "$@"
END
printf '#!/bin/sh\n' > "$root/usr/bin/apt-get"
chmod +x "$root"/usr/local/bin/* "$root/usr/bin/apt-get"
ln -sf "$postgres"/* "$root/usr/local/bin/" 2> /dev/null || true
mkdir -p "$root/built/ExternalContainerizer/release"
for project in Silo AgentHost Cli; do
    mkdir -p "$root/built/$project"
    cp -r "$built/$project/release" "$root/built/$project/release"
done
cp -r "$built/ExternalContainerizer/release/native" "$root/built/ExternalContainerizer/release/"
