#!/usr/bin/env bash
# deploy/release.sh [FOLDER]: puts what an installation needs into FOLDER: the programs Silo/, AgentHost/ with its native helpers, Cli/,
# libexec/mesos-external-containerizer, bin/mesos, units for systemd and install.sh. Without FOLDER it makes the archive
# artifacts/release/mesos-orleans-VERSION-SYSTEM.tar.gz, and beside it the SDK's packages (.nupkg, .snupkg). Needs the SDK and a C linker.
# Version and commit stand in every assembly and in the file VERSION; MESOS_COMMIT names the commit where there is no repository.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
target="${1:-}"
commit="${MESOS_COMMIT:-$(git rev-parse HEAD 2> /dev/null || echo unknown)}"
version="$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)"
name="mesos-orleans-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)"
folder="${target:-artifacts/release/$name}"
with=(-c Release -v quiet -nologo --disable-build-servers "-p:SourceRevisionId=$commit")

rm -rf "${folder:?}"
mkdir -p "$folder"/{bin,libexec}
for project in Silo AgentHost Cli; do
    dotnet publish "$project/$project.csproj" "${with[@]}" -p:UseAppHost=false -o "$folder/$project"
done
# Native, if there is a linker: then it is one file.
dotnet publish ExternalContainerizer/ExternalContainerizer.csproj "${with[@]}" -p:IsNativeBuild=true -o "$folder/libexec"
find "$folder" \( -name '*.pdb' -o -name '*.dbg' -o -name '*.xml' \) -delete
cp deploy/bin/mesos "$folder/bin/mesos"
cp -r deploy/systemd deploy/install.sh LICENSE README.md CHANGELOG.md "$folder"
printf 'mesos-orleans %s\ncommit %s\n' "$version" "$commit" > "$folder/VERSION"

if [ -z "$target" ]; then
    dotnet pack Grains.Interfaces/Grains.Interfaces.csproj "${with[@]}" -o artifacts/release
    tar -C artifacts/release --owner=0 --group=0 --sort=name -czf "artifacts/release/$name.tar.gz" "$name"
    rm -rf "${folder:?}"
    (cd artifacts/release && sha256sum ./*"$version"* | tee SHA256SUMS)
fi
