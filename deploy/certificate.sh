#!/bin/sh
# Makes a self-signed certificate for a closed network: deploy/certificate.sh liaison.example
set -eu
name=${1:?usage: deploy/certificate.sh HOST}
folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/certificates
mkdir -p "$folder"
chmod 0755 "$folder"
if [ -e "$folder/key.pem" ]; then
    echo "$folder/key.pem is there already; remove it first to make a new one." >&2
    exit 1
fi
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 \
    -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -keyout "$folder/key.pem" -out "$folder/fullchain.pem"
chmod 0644 "$folder/fullchain.pem"
# The proxy runs as user 101 and must read the key; nobody else need.
if [ "$(id -u)" = 0 ]; then
    chown 101 "$folder/key.pem"
else
    echo "Now run: sudo chown 101 $folder/key.pem"
fi
echo "Made $folder/fullchain.pem and key.pem for $name, good for 825 days."
